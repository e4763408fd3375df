-- A shape that names its place: exact, inside the stated parent where it states one, and only
-- where one place alone bears the name.
UPDATE typed SET code = found.code FROM (
    SELECT t._file, t._row, any_value(p.code) AS code
    FROM typed AS t
    JOIN (SELECT DISTINCT code, name, parent_code, kind FROM place) AS p
      ON t.name = p.name AND (t.parent_code IS NULL OR t.parent_code = p.parent_code)
    WHERE p.kind = $kind OR ($by_name AND p.kind IN ('village', 'community'))
    GROUP BY t._file, t._row HAVING count(DISTINCT p.code) = 1
) AS found
WHERE typed._file = found._file AND typed._row = found._row
