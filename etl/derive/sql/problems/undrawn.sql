-- After a source gave its shapes: the places that stay without theirs, because it cannot be drawn.
INSERT INTO geometry_problem
    (kind, code, other_code, source, area_m2, share, detail, geometry)
SELECT 'undrawn', place.code, NULL, $source, NULL, NULL, shape_fault.value,
       CASE WHEN lon IS NOT NULL AND lat IS NOT NULL THEN ST_Point(lon, lat) END
FROM shape_fault JOIN (SELECT _file, _row, code FROM typed) AS typed USING (_file, _row)
JOIN (SELECT code, max(lon) AS lon, max(lat) AS lat FROM place GROUP BY code) AS place
    ON place.code = typed.code
ANTI JOIN fault ON fault._file = typed._file AND fault._row = typed._row;
