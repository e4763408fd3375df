-- An alias means one thing: a place, or an official.
SELECT _file, _row, CASE WHEN code IS NULL THEN 'missing' ELSE 'alias_of_two' END, 'code', code
FROM typed WHERE (code IS NULL) = (coalesce(official_id, official_name) IS NULL)
UNION ALL
SELECT _file, _row, 'alias_of_two', 'within_code', within_code
FROM typed WHERE within_code IS NOT NULL AND coalesce(official_id, official_name) IS NOT NULL
