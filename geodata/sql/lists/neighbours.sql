-- The $most places of the same kind and parent that lie nearest to a place on $as_of: by the whole
-- metres between the borders (0: they touch), then between the middles; those without a shape come
-- last, by how near their codes stand. On a plane in which a degree of longitude is as long as at
-- the place; only shapes are compared whose boxes could be among the nearest.
WITH here AS (
    SELECT code, kind, parent_code FROM places_on($as_of) WHERE code = $code
    ORDER BY valid_from DESC NULLS LAST LIMIT 1
),
family AS (
    SELECT place.code, name, row_number() OVER (ORDER BY place.code) AS position,
           coalesce(geometry, ST_Point(lon, lat)) AS shape
    FROM places_on($as_of) AS place JOIN here USING (kind, parent_code)
),
own AS (
    SELECT position, shape, cos(radians((ST_YMin(shape) + ST_YMax(shape)) / 2)) AS narrow
    FROM family WHERE code = $code
),
boxed AS (
    SELECT family.code, name, abs(family.position - own.position) AS apart, family.shape, own.shape AS own_shape,
           narrow, ST_XMin(family.shape) - ST_XMax(own.shape) AS east,
           ST_XMin(own.shape) - ST_XMax(family.shape) AS west,
           ST_YMin(family.shape) - ST_YMax(own.shape) AS north,
           ST_YMin(own.shape) - ST_YMax(family.shape) AS south,
           greatest(ST_XMax(family.shape), ST_XMax(own.shape))
               - least(ST_XMin(family.shape), ST_XMin(own.shape)) AS wide,
           greatest(ST_YMax(family.shape), ST_YMax(own.shape))
               - least(ST_YMin(family.shape), ST_YMin(own.shape)) AS high
    FROM family CROSS JOIN own WHERE family.code <> $code
),
bounded AS (                   -- NULL where one has no shape: greatest() would pass over it
    SELECT *, sqrt(pow(greatest(east, west, 0) * narrow, 2) + pow(greatest(north, south, 0), 2))
               + 0 * west AS at_least,
           sqrt(pow(wide * narrow, 2) + pow(high, 2)) + 0 * west AS at_most
    FROM boxed
),
numbered AS (
    SELECT *, row_number() OVER (ORDER BY at_most NULLS LAST) AS number FROM bounded
),
measured AS (
    SELECT code, name, apart, narrow,
           ST_ShortestLine(ST_Scale(own_shape, narrow, 1), ST_Scale(shape, narrow, 1)) AS line,
           ST_Distance(ST_Centroid(ST_Scale(own_shape, narrow, 1)), ST_Centroid(ST_Scale(shape, narrow, 1))) AS middles
    FROM (SELECT *, max(at_most) FILTER (number <= $most) OVER () AS enough FROM numbered)
    WHERE at_least IS NULL OR at_least <= 1.01 * enough  -- the plane is not quite the ellipsoid
)
SELECT code, name, round(ST_Distance_Spheroid(
           ST_Point(ST_Y(ST_StartPoint(line)), ST_X(ST_StartPoint(line)) / narrow)::POINT_2D,
           ST_Point(ST_Y(ST_EndPoint(line)), ST_X(ST_EndPoint(line)) / narrow)::POINT_2D))::INTEGER AS metres
FROM measured
ORDER BY metres NULLS LAST, middles, apart, code
LIMIT $most
