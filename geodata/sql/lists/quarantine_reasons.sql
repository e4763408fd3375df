-- Why rows were not accepted: by source, reason and column, the most rows first (one with two unknown names
-- is one row), with up to three examples. `header` is what the file calls the column.
SELECT table_name, reason.code, coalesce(reason.column_name, '') AS column_name,
       coalesce(min(reason.header), '') AS header, count(DISTINCT (source_file, source_row)) AS rows,
       list({'file': source_file, 'row': sheet_row(source_row), 'value': reason.value}
            ORDER BY source_file, source_row)[:3] AS examples
FROM (SELECT *, unnest(reasons) AS reason FROM quarantine)
GROUP BY table_name, reason.code, reason.column_name
ORDER BY rows DESC, table_name, reason.code, column_name
