-- Rows whose names lead to no code, to several, or to another than the row gives. A row that names
-- people is put aside only where it is about them: a list of people, and else where it finds none.
WITH owing AS (
    SELECT asking.* FROM asking JOIN ask USING (id)
    WHERE asking.code IS NULL AND (what <> 'official' OR ($is_required AND NOT is_behalf AND (
        $is_roster OR (_file, _row) NOT IN (SELECT (_file, _row) FROM answered WHERE NOT is_behalf))))
)
SELECT _file, _row, 'name_unknown' AS reason,
       CASE part WHEN 'county' THEN $county WHEN 'township' THEN $township ELSE $unit END,
       CASE part WHEN 'county' THEN county WHEN 'township' THEN township ELSE unit END
FROM owing JOIN ask USING (id) JOIN lost USING (id)
UNION ALL
SELECT _file, _row, 'name_unknown', $name, written || coalesce(': ' || codes, '')
FROM owing JOIN ask USING (id)
ANTI JOIN lost USING (id)
ANTI JOIN choice ON choice.id = owing.id AND choice.day = owing.day
LEFT JOIN (FROM shown WHERE day IS NULL) AS near ON near.id = owing.id
UNION ALL
SELECT _file, _row, 'name_ambiguous', $name, written || ': ' || shown.codes
FROM owing JOIN ask USING (id) JOIN shown ON shown.id = owing.id AND shown.day = owing.day
ANTI JOIN lost ON lost.id = owing.id
ANTI JOIN answered ON answered._file = owing._file AND answered._row = owing._row
    AND answered.number = owing.number AND answered.is_behalf = owing.is_behalf
UNION ALL
SELECT _file, _row, 'name_disagrees', $name, concat(written, ' ≠ ', label.name, ' ', asking.code)
FROM asking JOIN ask USING (id)
JOIN (
    SELECT 'place' AS what, code, any_value(name) AS name FROM place GROUP BY code
    UNION ALL SELECT what, code, name FROM party
) AS label ON label.what = ask.what AND label.code = asking.code
ANTI JOIN candidate ON candidate.id = asking.id AND candidate.code = asking.code
WHERE NOT is_behalf
