-- The polygons of a kind of place on the day of the load; an estimated cell has no area to share.
SELECT code, ST_AsWKB(geometry) FROM place, load_context
WHERE kind = $kind AND geometry_source IN ('surveyed', 'dissolved')
  AND in_force(today, valid_from, valid_to)
ORDER BY code
