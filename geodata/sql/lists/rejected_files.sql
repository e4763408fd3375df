-- Files with rows in quarantine, as they were read, and how many cells their longest such row has.
SELECT log.table_name, log.source_file, max(json_array_length(bad.row_json)) AS width
FROM load_log AS log
JOIN quarantine AS bad ON bad.table_name = log.table_name AND bad.source_file = log.source_file
GROUP BY log.rowid, log.table_name, log.source_file ORDER BY log.rowid
