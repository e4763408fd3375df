-- Points that were to become cells and cannot: on the land of a sibling, or at one spot together.
INSERT INTO geometry_problem
    (kind, code, other_code, source, area_m2, share, detail, geometry)
SELECT CASE placed WHEN 'shared' THEN 'point_shared' ELSE 'point_in_sibling' END, code,
       bare.parent_code, NULL, NULL, NULL, NULL, ST_Point(lon, lat)
FROM cell_block AS cell JOIN bare_place AS bare USING (code)
WHERE placed IN ('shared', 'in_sibling')
