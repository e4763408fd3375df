-- The units that are registered at a place (a grid's party branch), with the officials posted to
-- each on $as_of.
SELECT unit.name AS unit, official.name AS official
FROM unit
LEFT JOIN posting ON posting.unit_id = unit.unit_id
    AND in_force($as_of, posting.valid_from, posting.valid_to)
LEFT JOIN official ON official.official_id = posting.official_id
WHERE place_code = $code
GROUP BY ALL
ORDER BY unit, official
