SELECT _file, _row, 'unknown_official', 'responsible_id', responsible_id
FROM typed ANTI JOIN official ON typed.responsible_id = official.official_id
WHERE responsible_kind = 'official' AND responsible_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_unit', 'responsible_id', responsible_id
FROM typed ANTI JOIN unit ON typed.responsible_id = unit.unit_id
WHERE responsible_kind = 'unit' AND responsible_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'in_the_future', 'visited_on', coalesce(visited_on, due_on)::VARCHAR
FROM typed, load_context WHERE came IS NOT NULL AND coalesce(visited_on, due_on) > today
UNION ALL
SELECT _file, _row, 'count_without_visit', 'came', NULL
FROM typed WHERE came IS NOT TRUE
  AND coalesce(talks, households, disputes, matters, suggestions) IS NOT NULL
