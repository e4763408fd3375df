SELECT _file, _row, 'not_confirmed', 'confirmed', confirmed::VARCHAR
FROM typed WHERE confirmed IS NOT TRUE
UNION ALL
SELECT _file, _row, 'unknown_place', 'old_code', old_code
FROM typed ANTI JOIN place ON typed.old_code = place.code WHERE confirmed AND old_code IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_place', 'new_code', new_code
FROM typed ANTI JOIN place ON typed.new_code = place.code WHERE confirmed AND new_code IS NOT NULL
UNION ALL
-- a rename keeps the code and a recode does not; of several successors on one day each is a part
SELECT _file, _row, 'change_contradicts', 'change', change
FROM typed
LEFT JOIN (
    SELECT old_code, on_date FROM typed WHERE confirmed
    GROUP BY old_code, on_date
    HAVING count(DISTINCT new_code) > 1 AND bool_or(change <> 'split')
) AS torn USING (old_code, on_date)
WHERE confirmed AND ((change = 'rename' AND old_code <> new_code)
    OR (change = 'recode' AND old_code = new_code) OR torn.old_code IS NOT NULL)
