-- Faults found in shapes, with the source that brought the first shape of each.
INSERT INTO geometry_problem
    (kind, code, other_code, source, area_m2, share, detail, geometry)
SELECT kind, found.code, other_code, source, area_m2, share, detail, ST_GeomFromWKB(wkb)
FROM problem_block AS found
LEFT JOIN (SELECT code, max(source) AS source FROM shape_origin GROUP BY code) AS origin
  ON origin.code = found.code
