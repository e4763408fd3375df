-- Places that are only a point, and lie outside their parent's own polygon.
INSERT INTO geometry_problem
    (kind, code, other_code, source, area_m2, share, detail, geometry)
SELECT 'point_outside_parent', child.code, parent.code, NULL, NULL, NULL, NULL,
       ST_Point(child.lon, child.lat)
FROM place AS child JOIN place AS parent ON child.parent_code = parent.code, load_context
WHERE child.geometry IS NULL AND child.lon IS NOT NULL AND child.lat IS NOT NULL
  AND parent.geometry_source = 'surveyed'
  AND in_force(today, child.valid_from, child.valid_to)
  AND in_force(today, parent.valid_from, parent.valid_to)
  AND NOT ST_Intersects(parent.geometry, ST_Point(child.lon, child.lat))
