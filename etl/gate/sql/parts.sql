-- Rows of `typed` alike in all cells, each with a shape of its own, where no other row has their key:
-- what they are called, and their files, rows and shapes, in the order of the file.
SELECT coalesce(any_value(name), any_value(code)), list(_file ORDER BY _file, _row),
       list(_row ORDER BY _file, _row), list(wkb ORDER BY _file, _row)
FROM (
    SELECT typed.*, wkb, count(*) OVER (PARTITION BY {keys}) AS members
    FROM typed
    LEFT JOIN shape USING (_file, _row)
    SEMI JOIN (SELECT hash({keys}) AS h FROM typed GROUP BY h HAVING count(*) > 1) AS repeated
        ON hash({keys}) = h
    ANTI JOIN (SELECT DISTINCT _file, _row FROM fault) AS bad
        ON bad._file = typed._file AND bad._row = typed._row
)
WHERE code IS NOT NULL
GROUP BY {cells}, members
HAVING count(*) = members AND count(wkb) = members AND members > 1
ORDER BY min(_file), min(_row)
