-- Why rows were not accepted: by source, reason and column, with up to three examples.
SELECT table_name, reason.code, coalesce(reason.column_name, '') AS column_name, count(*) AS rows,
       list(source_file || ' ' || source_row || ': ' || coalesce(reason.value, '∅')
            ORDER BY source_file, source_row)[:3] AS examples
FROM (SELECT *, unnest(reasons) AS reason FROM quarantine)
GROUP BY ALL ORDER BY table_name, rows DESC, reason.code, column_name
