SELECT _file, _row, 'in_the_future', 'day', day::VARCHAR
FROM typed, load_context WHERE day > today
