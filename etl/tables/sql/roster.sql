FROM unknown_things(typed.responsible_kind, typed.responsible_id, 'responsible_id')
UNION ALL
FROM unknown_things(typed.target_kind, typed.code, 'code')
UNION ALL
SELECT _file, _row, 'in_the_future', 'visited_on', coalesce(visited_on, due_on)::VARCHAR
FROM typed, load_context WHERE came IS NOT NULL AND coalesce(visited_on, due_on) > today
UNION ALL
SELECT _file, _row, 'count_without_visit', 'came', NULL
FROM typed WHERE came IS NOT TRUE
  AND coalesce(talks, households, disputes, matters, suggestions) IS NOT NULL
