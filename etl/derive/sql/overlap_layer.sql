-- The polygons of a kind of place on the day of the load; an estimated cell has no area to share.
SELECT code, ST_AsWKB(geometry) FROM place, load_context
WHERE kind = $kind AND geometry_source IN ('surveyed', 'dissolved')
  AND coalesce(valid_from <= today, true) AND coalesce(valid_to >= today, true)
ORDER BY code
