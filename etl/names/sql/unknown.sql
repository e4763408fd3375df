-- Who is this? The people of a column whom nobody is known by, or several are.
INSERT INTO unknown_person
SELECT $table, asking._file, asking._row, $column,
       masked(regexp_replace(CASE WHEN is_behalf THEN '代' ELSE '' END || written, '\d{5,}', '****', 'g'), ''),
       masked(unit, ''),
       CASE WHEN len(codes) > 1 THEN 'several' WHEN is_name THEN 'unknown' ELSE 'no_name' END,
       about_kind, masked(about, ''), asking.day, coalesce(one.codes_shown, near.codes_shown), masked({visit_id}, '')
FROM asking JOIN ask USING (id) JOIN typed ON typed._file = asking._file AND typed._row = asking._row
ANTI JOIN answered ON answered._file = asking._file AND answered._row = asking._row
    AND answered.number = asking.number AND answered.is_behalf = asking.is_behalf
LEFT JOIN choice ON choice.id = asking.id AND choice.day = asking.day
LEFT JOIN (SELECT id, day, codes AS codes_shown FROM shown) AS one
    ON one.id = asking.id AND one.day = asking.day
LEFT JOIN (SELECT id, codes AS codes_shown FROM shown WHERE day IS NULL) AS near ON near.id = asking.id
WHERE ask.what = 'official' AND asking.code IS NULL
