SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
SELECT DISTINCT _file, _row, 'place_split', 'code', code
FROM typed JOIN succession ON typed.code = succession.old_code
    AND typed.valid_from >= succession.valid_from
    AND typed.valid_from <= coalesce(succession.valid_to, DATE '9999-12-31')
WHERE is_split
