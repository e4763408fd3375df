-- One batch of covers: each child with its shape and its parent's own, where that was surveyed.
SELECT cover.parent_code, child.code, child.geometry_source = 'surveyed', ST_AsWKB(child.geometry),
       CASE WHEN parent.geometry_source = 'surveyed'
            AND child.code = min(child.code) OVER (PARTITION BY cover.parent_code, cover.is_grid)
            THEN ST_AsWKB(parent.geometry) END,
       cover.is_grid
FROM problem_cover AS cover
JOIN place AS child ON child.parent_code = cover.parent_code AND (child.kind = 'grid') = cover.is_grid
JOIN (SELECT DISTINCT ON (code) code, geometry, geometry_source FROM place
      WHERE code IN (SELECT parent_code FROM problem_cover WHERE batch = $batch)
      ORDER BY code, valid_from DESC) AS parent ON parent.code = cover.parent_code, load_context
WHERE cover.batch = $batch
  AND in_force(today, child.valid_from, child.valid_to)
ORDER BY cover.parent_code, cover.is_grid, child.code
