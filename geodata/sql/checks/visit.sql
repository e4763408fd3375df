SELECT _file, _row, 'in_the_future', 'visited_on', visited_on::VARCHAR
FROM typed, load_context WHERE visited_on > today
UNION ALL
SELECT _file, _row, 'unknown_project', 'target_id', target_id
FROM typed ANTI JOIN project ON typed.target_id = project.project_id
WHERE target_kind = 'project' AND target_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_place', 'target_id', target_id
FROM typed ANTI JOIN place ON typed.target_id = place.code
WHERE target_kind = 'place' AND target_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'place_gone', 'target_id', target_id
FROM typed
SEMI JOIN place ON typed.target_id = place.code
ANTI JOIN (FROM fault WHERE code = 'place_split') AS split
    ON typed._file = split._file AND typed._row = split._row
ANTI JOIN place AS there ON typed.target_id = there.code
    AND typed.visited_on >= coalesce(there.valid_from, DATE '0001-01-01')
    AND typed.visited_on <= coalesce(there.valid_to, DATE '9999-12-31')
WHERE target_kind = 'place' AND visited_on IS NOT NULL
UNION ALL
SELECT _file, _row, 'half_a_point', 'lon', coalesce(lon, lat)::VARCHAR
FROM typed WHERE (lon IS NULL) <> (lat IS NULL)
UNION ALL
SELECT _file, _row, 'unknown_enterprise', 'target_id', target_id
FROM typed CROSS JOIN load_context ANTI JOIN enterprise ON typed.target_id = enterprise.enterprise_id
WHERE target_kind = 'enterprise' AND list_contains(given, 'enterprise') AND target_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_chain', 'target_id', target_id
FROM typed CROSS JOIN load_context ANTI JOIN chain ON typed.target_id = chain.chain_id
WHERE target_kind = 'chain' AND list_contains(given, 'chain') AND target_id IS NOT NULL
