-- Points and the polygon each should lie in, at most $most of a source: the middle of a place in the
-- wider one, and where a visit or project says that it was in the place that it names.
WITH points AS (
    SELECT kind AS source, coalesce(ST_X(ST_Centroid(shape)), lon) AS lon,
           coalesce(ST_Y(ST_Centroid(shape)), lat) AS lat, within
    FROM held_against WHERE within IS NOT NULL
    UNION ALL
    SELECT 'visit', visit.lon, visit.lat, target_id
    FROM visit SEMI JOIN held_against ON visit.target_id = held_against.code
    WHERE target_kind = 'place' AND visit.lon IS NOT NULL
    UNION ALL
    SELECT 'project', project.lon, project.lat, place_code
    FROM project SEMI JOIN held_against ON project.place_code = held_against.code
    WHERE project.lon IS NOT NULL
),
numbered AS (                  -- by a hash: some of everywhere, and the same at every load
    SELECT *, row_number() OVER (PARTITION BY source ORDER BY hash(lon, lat), lon, lat) AS number
    FROM points WHERE lon IS NOT NULL
)
SELECT source, numbered.lon, numbered.lat, o.code AS outer_code, o.kind AS outer_kind
FROM numbered JOIN held_against AS o ON numbered.within = o.code
WHERE number <= $most AND o.shape IS NOT NULL
