SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
SELECT _file, _row, 'unknown_official', 'subject_id', subject_id
FROM typed ANTI JOIN official ON typed.subject_id = official.official_id
WHERE subject_kind = 'official'
UNION ALL
SELECT _file, _row, 'unknown_unit', 'subject_id', subject_id
FROM typed ANTI JOIN unit ON typed.subject_id = unit.unit_id WHERE subject_kind = 'unit'
UNION ALL
SELECT _file, _row, 'unknown_project', 'subject_id', subject_id
FROM typed ANTI JOIN project ON typed.subject_id = project.project_id
WHERE subject_kind = 'project'
UNION ALL
SELECT _file, _row, 'unknown_place', 'subject_id', subject_id
FROM typed ANTI JOIN place ON typed.subject_id = place.code WHERE subject_kind = 'place'
UNION ALL
SELECT DISTINCT _file, _row, 'place_split', 'subject_id', subject_id
FROM typed JOIN succession ON typed.subject_id = succession.old_code
    AND typed.valid_from >= succession.valid_from
    AND typed.valid_from <= coalesce(succession.valid_to, DATE '9999-12-31')
WHERE subject_kind = 'place' AND is_split
UNION ALL
SELECT _file, _row, 'unknown_enterprise', 'subject_id', subject_id
FROM typed CROSS JOIN load_context ANTI JOIN enterprise ON typed.subject_id = enterprise.enterprise_id
WHERE subject_kind = 'enterprise' AND list_contains(given, 'enterprise') AND subject_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_chain', 'subject_id', subject_id
FROM typed CROSS JOIN load_context ANTI JOIN chain ON typed.subject_id = chain.chain_id
WHERE subject_kind = 'chain' AND list_contains(given, 'chain') AND subject_id IS NOT NULL
