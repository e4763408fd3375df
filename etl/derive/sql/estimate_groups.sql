-- A batch of parents: their shape, that of each child in force that has one (grids lie over other
-- places, so neither leaves room for the other), and the points of the children that have none.
WITH parents AS (
    SELECT DISTINCT parent_code, is_grid FROM bare_place
    ORDER BY parent_code, is_grid LIMIT $most OFFSET $first
), covered AS (
    SELECT parents.parent_code, is_grid, list(ST_AsWKB(child.geometry)) AS shapes
    FROM parents JOIN place AS child
      ON child.parent_code = parents.parent_code AND (child.kind = 'grid') = parents.is_grid,
    load_context
    WHERE child.geometry_source IN ('surveyed', 'dissolved')
      AND in_force(today, child.valid_from, child.valid_to)
    GROUP BY ALL
), points AS (
    SELECT parent_code, is_grid, list(code ORDER BY code) AS codes,
           list(lon ORDER BY code) AS lons, list(lat ORDER BY code) AS lats
    FROM bare_place GROUP BY ALL
)
SELECT ST_AsWKB(any_value(parent.geometry)), any_value(covered.shapes), any_value(points.codes),
       any_value(points.lons), any_value(points.lats)
FROM parents JOIN place AS parent ON parent.code = parents.parent_code
JOIN points ON points.parent_code = parents.parent_code AND points.is_grid = parents.is_grid
LEFT JOIN covered ON covered.parent_code = parents.parent_code AND covered.is_grid = parents.is_grid
WHERE parent.geometry IS NOT NULL
GROUP BY parents.parent_code, parents.is_grid
