SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
FROM unknown_things(typed.responsible_kind, typed.responsible_id, 'responsible_id')
UNION ALL
FROM unknown_things(typed.target_kind, typed.target_id, 'target_id')
UNION ALL
-- the place was or is there, but neither it nor who came after on any day of the pairing
SELECT _file, _row, 'place_gone', 'target_id', target_id
FROM typed
SEMI JOIN place ON typed.target_id = place.code
ANTI JOIN (
    SELECT code, valid_from, valid_to FROM place
    UNION ALL SELECT old_code, valid_from, valid_to FROM succession
) AS there ON typed.target_id = there.code
    AND coalesce(typed.valid_from, DATE '0001-01-01') <= coalesce(there.valid_to, DATE '9999-12-31')
    AND coalesce(there.valid_from, DATE '0001-01-01') <= coalesce(typed.valid_to, DATE '9999-12-31')
WHERE target_kind = 'place'
UNION ALL
FROM places_split(typed.target_kind, typed.target_id, 'target_id', typed.valid_from)
UNION ALL
SELECT _file, _row, 'not_in_force', 'is_current', raw.is_current
FROM typed JOIN raw USING (_file, _row) WHERE NOT typed.is_current
