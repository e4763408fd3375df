SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
FROM unknown_things(typed.subject_kind, typed.subject_id, 'subject_id')
UNION ALL
FROM places_split(typed.subject_kind, typed.subject_id, 'subject_id', typed.valid_from)
