-- The rows of one file that are in quarantine, as they came.
SELECT source_row, reasons, row_json FROM quarantine
WHERE table_name = $source AND source_file = $file ORDER BY source_row
