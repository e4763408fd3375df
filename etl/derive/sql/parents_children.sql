-- The shapes of the children of one batch of parents.
SELECT version, list(ST_AsWKB(child.geometry) ORDER BY child.code)
FROM missing_parent AS missing JOIN place AS child ON child.parent_code = missing.code
WHERE missing.batch = $batch AND child.geometry_source IN ('surveyed', 'dissolved')
  AND in_force(day, child.valid_from, child.valid_to)
GROUP BY version ORDER BY version
