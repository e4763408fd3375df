-- What a place came from by $as_of, and what it became: one row for each change that names its code.
WITH changed AS (
    SELECT on_date, change, 'before' AS side, old_code AS code, on_date - 1 AS day
    FROM place_change WHERE new_code = $code AND on_date <= $as_of
    UNION ALL
    SELECT on_date, change, 'after', new_code, on_date
    FROM place_change WHERE old_code = $code AND new_code <> old_code AND on_date <= $as_of
)
SELECT on_date, change, side, code, arg_max(name, (in_force(day, valid_from, valid_to),
           coalesce(valid_from, DATE '0001-01-01'))) AS name
FROM changed LEFT JOIN place USING (code)
GROUP BY ALL ORDER BY on_date DESC, side, code
