-- Projects in the form of read.sql: points alone.
SELECT project_id, name, $level, $part, false, false, NULL, lon, lat
FROM project ORDER BY project_id;
