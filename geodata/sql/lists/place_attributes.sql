-- The attributes of one place on $as_of.
SELECT DISTINCT attribute, valid_from, valid_to, note
FROM place_attribute
WHERE code = $code AND holds AND in_force($as_of, valid_from, valid_to)
ORDER BY attribute, valid_from
