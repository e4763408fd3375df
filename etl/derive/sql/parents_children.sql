-- The shapes of the children of one batch of parents.
SELECT version, list(ST_AsWKB(child.geometry) ORDER BY child.code)
FROM missing_parent AS missing JOIN place AS child ON child.parent_code = missing.code
WHERE missing.batch = $batch AND child.geometry_source IN ('surveyed', 'dissolved')
  AND coalesce(child.valid_from <= day, true) AND coalesce(child.valid_to >= day, true)
GROUP BY version ORDER BY version
