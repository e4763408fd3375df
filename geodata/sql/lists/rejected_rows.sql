-- The rows of one file that are in quarantine, and how its header was understood.
SELECT source_row, sheet_row(source_row), reasons, row_json,
       (SELECT any_value(matched) FROM load_log WHERE table_name = $source AND source_file = $file)
FROM quarantine WHERE table_name = $source AND source_file = $file ORDER BY source_row
