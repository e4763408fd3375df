-- The versions of places of a kind that have no polygon while a child has one, in batches. Each is
-- made of the children there on its last day up to today, of none that came later; what is
-- estimated is no survey: no border is made of it.
CREATE OR REPLACE TEMP TABLE missing_parent AS
WITH missing AS (
    SELECT code, valid_from,
           greatest(least(coalesce(valid_to, today), today), coalesce(valid_from, DATE '0001-01-01')) AS day
    FROM place, load_context
    WHERE kind = $kind AND geometry IS NULL
),
drawn AS (
    SELECT DISTINCT missing.*
    FROM missing JOIN place AS child ON child.parent_code = missing.code
    WHERE child.geometry_source IN ('surveyed', 'dissolved')
      AND in_force(day, child.valid_from, child.valid_to)
)
SELECT *, row_number() OVER (ORDER BY code, valid_from) AS version,
       (row_number() OVER (ORDER BY code, valid_from) - 1) // $most AS batch
FROM drawn
