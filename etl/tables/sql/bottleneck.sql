SELECT _file, _row, 'solved_before_opened', 'solved_on', solved_on::VARCHAR
FROM typed WHERE solved_on < opened_on
UNION ALL
SELECT _file, _row, 'in_the_future', 'opened_on', opened_on::VARCHAR
FROM typed, load_context WHERE opened_on > today
UNION ALL
SELECT _file, _row, 'in_the_future', 'solved_on', solved_on::VARCHAR
FROM typed, load_context WHERE solved_on > today
