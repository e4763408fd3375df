-- Rows whose names lead to no code, to several, or to another than the row gives.
SELECT _file, _row, 'name_unknown' AS reason,
       CASE part WHEN 'county' THEN $county WHEN 'township' THEN $township ELSE $unit END,
       CASE part WHEN 'county' THEN county WHEN 'township' THEN township ELSE unit END
FROM asking JOIN ask USING (id) JOIN lost USING (id) WHERE code IS NULL
UNION ALL
SELECT _file, _row, 'name_unknown', $name, written || coalesce(': ' || codes, '')
FROM asking JOIN ask USING (id)
ANTI JOIN lost USING (id)
ANTI JOIN choice ON choice.id = asking.id AND choice.day = asking.day
LEFT JOIN (FROM shown WHERE day IS NULL) AS near ON near.id = asking.id
WHERE code IS NULL
UNION ALL
SELECT _file, _row, 'name_ambiguous', $name, written || ': ' || shown.codes
FROM asking JOIN ask USING (id) JOIN shown ON shown.id = asking.id AND shown.day = asking.day
ANTI JOIN lost ON lost.id = asking.id
WHERE code IS NULL
UNION ALL
SELECT _file, _row, 'name_disagrees', $name, concat(written, ' ≠ ', label.name, ' ', asking.code)
FROM asking JOIN ask USING (id)
JOIN (
    SELECT 'place' AS what, code, any_value(name) AS name FROM place GROUP BY code
    UNION ALL SELECT what, code, name FROM party
) AS label ON label.what = ask.what AND label.code = asking.code
ANTI JOIN candidate ON candidate.id = asking.id AND candidate.code = asking.code
