-- Places whose code lies in another loaded township than the one that the row names, however its kind
-- (镇, 乡, 街道) is written.
SELECT typed.name || ' ' || typed.code || ' ' || typed.township_name || ' ≠ ' || place.name
FROM typed
JOIN place ON place.kind = 'township' AND place.code = typed.code[:9] || '000'
CROSS JOIN load_context
CROSS JOIN LATERAL (
    SELECT regexp_replace(trim(place.name), '(街道办事处|街道|镇|乡)$', '') AS listed,
           regexp_replace(trim(typed.township_name), '(街道办事处|街道|镇|乡)$', '') AS said
)
WHERE NOT free_codes AND said <> '' AND NOT contains(said, listed) AND NOT contains(listed, said)
ORDER BY typed.code
