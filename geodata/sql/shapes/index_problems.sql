INSERT INTO shape_index
SELECT $level, $part, row_number() OVER (ORDER BY area_m2 DESC NULLS LAST, rowid) - 1, rowid::VARCHAR
FROM geometry_problem QUALIFY row_number() OVER (ORDER BY area_m2 DESC NULLS LAST, rowid) <= $most;
