SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
SELECT DISTINCT _file, _row, 'place_split', 'code', code
FROM typed JOIN succession ON typed.code = succession.old_code
    AND typed.valid_from >= succession.valid_from
    AND typed.valid_from <= coalesce(succession.valid_to, DATE '9999-12-31')
WHERE is_split
UNION ALL
-- the place was or is there, but neither it nor who came after on any day of the attribute
SELECT _file, _row, 'place_gone', 'code', code
FROM typed
SEMI JOIN place ON typed.code = place.code
ANTI JOIN (
    SELECT code, valid_from, valid_to FROM place
    UNION ALL SELECT old_code, valid_from, valid_to FROM succession
) AS there ON typed.code = there.code
    AND coalesce(typed.valid_from, DATE '0001-01-01') <= coalesce(there.valid_to, DATE '9999-12-31')
    AND coalesce(there.valid_from, DATE '0001-01-01') <= coalesce(typed.valid_to, DATE '9999-12-31')
