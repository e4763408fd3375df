-- Parents whose children in force all have a polygon, in batches. Grids lie over other places, so
-- they are a cover of their own; villages, communities and townships make one together.
CREATE OR REPLACE TEMP TABLE problem_cover AS
WITH children AS (
    SELECT parent_code, kind = 'grid' AS is_grid, geometry_source
    FROM place, load_context
    WHERE parent_code IS NOT NULL
      AND in_force(today, valid_from, valid_to)
), counted AS (
    SELECT parent_code, is_grid, count(*) AS members FROM children GROUP BY ALL
    HAVING bool_and(geometry_source IN ('surveyed', 'dissolved'))
)
SELECT parent_code, is_grid,
       sum(members) OVER (ORDER BY parent_code, is_grid) // $most AS batch
FROM counted
