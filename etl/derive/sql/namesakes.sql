-- Of lists of townships, names without a unit that stand in those of several: one person, or several of
-- one name? A row each, with the townships.
SELECT list_sort(list(DISTINCT town.name)) AS townships
FROM typed CROSS JOIN load_context
ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
JOIN lineage ON lineage.code = target_id AND in_force(today, lineage.valid_from, lineage.valid_to)
JOIN place AS town ON town.code = township_code AND in_force(today, town.valid_from, town.valid_to)
WHERE responsible_kind = 'official' AND tier = 'township' AND unit_name IS NULL
GROUP BY responsible_id
HAVING count(DISTINCT town.code) > 1
ORDER BY ALL
