-- Files with rows in quarantine in the order they were loaded, as they were read, and how many
-- cells their longest such row has.
SELECT log.table_name, log.source_file, max(json_array_length(bad.row_json)) AS width
FROM (SELECT *, row_number() OVER () AS position FROM load_log) AS log
JOIN quarantine AS bad ON bad.table_name = log.table_name AND bad.source_file = log.source_file
GROUP BY position, log.table_name, log.source_file ORDER BY position
