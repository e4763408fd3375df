-- The shapes of the children of one batch of parents.
SELECT missing.code, list(ST_AsWKB(child.geometry) ORDER BY child.code)
FROM missing_parent AS missing JOIN place AS child ON child.parent_code = missing.code, load_context
WHERE missing.batch = $batch AND child.geometry_source IN ('surveyed', 'dissolved')
  AND coalesce(child.valid_from <= today, true) AND coalesce(child.valid_to >= today, true)
GROUP BY missing.code ORDER BY missing.code
