-- After a source gave its shapes: those that had to be repaired.
INSERT INTO geometry_problem
    (kind, code, other_code, source, area_m2, share, detail, geometry)
SELECT 'repaired', typed.code, NULL, $source, abs(after_m2 - before_m2),
       abs(after_m2 - before_m2) / nullif(before_m2, 0),
       format('{:.0f} m² → {:.0f} m²', before_m2, after_m2), ST_GeomFromWKB(shape.wkb)
FROM shape JOIN typed USING (_file, _row)
ANTI JOIN fault ON fault._file = typed._file AND fault._row = typed._row
WHERE before_m2 IS NOT NULL;
