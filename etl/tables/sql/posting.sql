SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
SELECT _file, _row, 'not_in_force', 'is_current', raw.is_current
FROM typed JOIN raw USING (_file, _row) WHERE NOT typed.is_current
