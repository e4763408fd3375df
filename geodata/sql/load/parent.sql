-- Where the file names no parent it follows from the code: the nearest wider code that is loaded,
-- else the root, if the code lies within it. Levels that a city does not have disappear this way.
UPDATE typed SET parent_code = found.parent_code FROM (
    SELECT t._file, t._row, CASE WHEN c.free_codes THEN c.root_code ELSE coalesce(
        (SELECT any_value(p.code) FROM place AS p WHERE length(t.code) = 15 AND p.code = t.code[:12]),
        (SELECT any_value(p.code) FROM place AS p WHERE p.code = t.code[:9] || '000' AND p.code <> t.code),
        (SELECT any_value(p.code) FROM place AS p WHERE p.code = t.code[:6] || '000000' AND p.code <> t.code),
        (SELECT any_value(p.code) FROM place AS p WHERE p.code = t.code[:4] || '00000000' AND p.code <> t.code),
        CASE WHEN starts_with(t.code, c.root_prefix) THEN c.root_code END
    ) END AS parent_code
    FROM typed AS t, load_context AS c
    WHERE t.parent_code IS NULL AND t.code IS NOT NULL
) AS found
WHERE typed._file = found._file AND typed._row = found._row
