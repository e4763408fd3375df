SELECT _file, _row, 'ends_before_begins', 'finished_on', finished_on::VARCHAR
FROM typed WHERE finished_on < started_on
UNION ALL
SELECT _file, _row, 'ends_before_begins', 'planned_finish_on', planned_finish_on::VARCHAR
FROM typed WHERE planned_finish_on < planned_start_on
UNION ALL
SELECT _file, _row, 'in_the_future', 'started_on', started_on::VARCHAR
FROM typed, load_context WHERE started_on > today
UNION ALL
SELECT _file, _row, 'in_the_future', 'finished_on', finished_on::VARCHAR
FROM typed, load_context WHERE finished_on > today
UNION ALL
SELECT _file, _row, 'half_a_point', 'lon', coalesce(lon, lat)::VARCHAR
FROM typed WHERE (lon IS NULL) <> (lat IS NULL)
