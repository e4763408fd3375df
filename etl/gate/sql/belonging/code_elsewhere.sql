-- Places whose code lies outside the root, and that a name beside it puts inside all the same.
SELECT typed.name || ' ' || typed.code
FROM typed CROSS JOIN load_context
WHERE NOT free_codes AND regexp_full_match(typed.code, '[0-9]{12}')
  AND NOT starts_with(typed.code, root_prefix)
  AND coalesce(typed.parent_name, typed.township_name, typed.county_name) IS NOT NULL
ORDER BY typed.code
