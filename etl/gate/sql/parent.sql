-- Where the file names no parent it follows from the code: the nearest wider code that is loaded,
-- else the root, if the code lies within it. Levels that a city does not have disappear this way;
-- so from a parent of a level that no source gives it follows in the same way. What names said stays.
UPDATE typed SET parent_code = coalesce(found.parent_code, typed.parent_code) FROM (
    SELECT t._file, t._row, CASE WHEN c.free_codes THEN c.root_code ELSE coalesce(
        (SELECT any_value(p.code) FROM place AS p WHERE length(t.code) = 15 AND p.code = t.code[:12]),
        (SELECT any_value(p.code) FROM place AS p WHERE p.code = t.code[:9] || '000' AND p.code <> t.code),
        (SELECT any_value(p.code) FROM place AS p WHERE p.code = t.code[:6] || '000000' AND p.code <> t.code),
        (SELECT any_value(p.code) FROM place AS p WHERE p.code = t.code[:4] || '00000000' AND p.code <> t.code),
        CASE WHEN starts_with(t.code, c.root_prefix) THEN c.root_code END
    ) END AS parent_code
    FROM (
        SELECT _file, _row, coalesce(parent_code, code) AS code
        FROM typed CROSS JOIN load_context AS c
        WHERE parent_code IS NULL OR (NOT c.free_codes
            AND parent_code NOT IN (SELECT place.code FROM place) AND NOT list_has_any(c.given, CASE
            WHEN length(parent_code) > 12 THEN ['grid']
            WHEN ends_with(parent_code, '00000000') THEN ['city']
            WHEN ends_with(parent_code, '000000') THEN ['county']
            WHEN ends_with(parent_code, '000') THEN ['township']
            ELSE ['village', 'community'] END))
    ) AS t, load_context AS c
    WHERE t.code IS NOT NULL
) AS found
WHERE typed._file = found._file AND typed._row = found._row
