SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
FROM unknown_things(typed.subject_kind, typed.subject_id, 'subject_id')
UNION ALL
FROM places_split(typed.subject_kind, typed.subject_id, 'subject_id', typed.valid_from)
UNION ALL
SELECT _file, _row, 'not_in_force', 'is_granted', raw.is_granted
FROM typed JOIN raw USING (_file, _row) WHERE NOT typed.is_granted
