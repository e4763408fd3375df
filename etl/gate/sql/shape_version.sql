-- A file of shapes names codes alone. Its shapes are those of one day ($on): of the version of a
-- place there on that day, else of the last before it, else of the first after it.
UPDATE typed SET valid_from = chosen.valid_from FROM (
    SELECT DISTINCT ON (code) code, valid_from FROM place SEMI JOIN typed USING (code)
    ORDER BY code, coalesce(valid_from, DATE '0001-01-01') <= $on DESC,
             abs(coalesce(valid_from, DATE '0001-01-01') - $on)
) AS chosen
WHERE typed.code = chosen.code
