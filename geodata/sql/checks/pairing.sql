SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
SELECT _file, _row, 'unknown_official', 'responsible_id', responsible_id
FROM typed ANTI JOIN official ON typed.responsible_id = official.official_id
WHERE responsible_kind = 'official' AND responsible_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_unit', 'responsible_id', responsible_id
FROM typed ANTI JOIN unit ON typed.responsible_id = unit.unit_id
WHERE responsible_kind = 'unit' AND responsible_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_project', 'target_id', target_id
FROM typed ANTI JOIN project ON typed.target_id = project.project_id
WHERE target_kind = 'project' AND target_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_place', 'target_id', target_id
FROM typed ANTI JOIN place ON typed.target_id = place.code
WHERE target_kind = 'place' AND target_id IS NOT NULL
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
SELECT DISTINCT _file, _row, 'place_split', 'target_id', target_id
FROM typed JOIN succession ON typed.target_id = succession.old_code
    AND typed.valid_from >= succession.valid_from
    AND typed.valid_from <= coalesce(succession.valid_to, DATE '9999-12-31')
WHERE target_kind = 'place' AND is_split
UNION ALL
SELECT _file, _row, 'unknown_enterprise', 'target_id', target_id
FROM typed CROSS JOIN load_context ANTI JOIN enterprise ON typed.target_id = enterprise.enterprise_id
WHERE target_kind = 'enterprise' AND list_contains(given, 'enterprise') AND target_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_chain', 'target_id', target_id
FROM typed CROSS JOIN load_context ANTI JOIN chain ON typed.target_id = chain.chain_id
WHERE target_kind = 'chain' AND list_contains(given, 'chain') AND target_id IS NOT NULL
