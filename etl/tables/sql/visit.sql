SELECT _file, _row, 'in_the_future', 'visited_on', visited_on::VARCHAR
FROM typed, load_context WHERE visited_on > today
UNION ALL
FROM unknown_things(typed.target_kind, typed.target_id, 'target_id')
UNION ALL
FROM places_gone(typed.target_kind, typed.target_id, 'target_id', typed.visited_on)
UNION ALL
SELECT _file, _row, 'half_a_point', 'lon', coalesce(lon, lat)::VARCHAR
FROM typed WHERE (lon IS NULL) <> (lat IS NULL)
UNION ALL
SELECT _file, _row, 'not_held', 'took_place', raw.took_place
FROM typed JOIN raw USING (_file, _row) WHERE NOT typed.took_place
UNION ALL
SELECT _file, _row, 'not_held', 'officials', officials FROM typed WHERE says_no_visit(officials)
