-- The columns that tables of the snapshot lack, as expressions that stand for them.
SELECT here.table_name,
       string_agg(format('({})::{} AS "{}"', coalesce(here.column_default, 'NULL'), here.data_type,
                         here.column_name), ', ' ORDER BY here.column_index)
FROM (FROM duckdb_columns() WHERE database_name = 'memory' AND schema_name = 'main') AS here
SEMI JOIN (FROM duckdb_tables() WHERE database_name = 'snapshot') AS old USING (table_name)
ANTI JOIN (FROM duckdb_columns() WHERE database_name = 'snapshot') AS there
    ON there.table_name = here.table_name AND there.column_name = here.column_name
GROUP BY here.table_name
