-- The places of a kind that have no polygon while a child in force has one, in batches. What is
-- estimated is no survey: no border is made of it.
CREATE OR REPLACE TEMP TABLE missing_parent AS
WITH missing AS (
    SELECT DISTINCT parent.code
    FROM place AS parent JOIN place AS child ON child.parent_code = parent.code, load_context
    WHERE parent.kind = $kind AND parent.geometry IS NULL
      AND child.geometry_source IN ('surveyed', 'dissolved')
      AND coalesce(child.valid_from <= today, true) AND coalesce(child.valid_to >= today, true)
)
SELECT code, (row_number() OVER (ORDER BY code) - 1) // $most AS batch FROM missing
