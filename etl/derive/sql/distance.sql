-- How far from its place a visit's point lies: metres to the polygon, 0 inside. The nearest point is
-- sought on a plane in which a degree of longitude is as long as at the latitude of the visit, and
-- the distance to it is measured on the ellipsoid (latitude first, as ST_Distance_Spheroid wants).
UPDATE visit SET distance_m = far.metres FROM (
    SELECT visit_id, CASE WHEN inside THEN 0 ELSE ST_Distance_Spheroid(
        ST_Point(lat, lon)::POINT_2D, ST_Point(ST_Y(nearest), ST_X(nearest) / narrow)::POINT_2D) END AS metres
    FROM (
        SELECT *, CASE WHEN NOT inside THEN ST_StartPoint(ST_ShortestLine(
            ST_Scale(shape, narrow, 1), ST_Point(lon * narrow, lat))) END AS nearest
        FROM (
            SELECT visit_id, visit.lon, visit.lat, cos(radians(visit.lat)) AS narrow,
                   geometry AS shape,
                   ST_Intersects(geometry, ST_Point(visit.lon, visit.lat)) AS inside
            FROM visit JOIN place ON place.code = visit.target_id
                AND in_force(visited_on, valid_from, valid_to)
            WHERE target_kind = 'place' AND geometry IS NOT NULL
              AND visit.lon IS NOT NULL AND visit.lat IS NOT NULL
        )
    )
) AS far WHERE visit.visit_id = far.visit_id
