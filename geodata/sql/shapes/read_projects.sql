-- Projects in the form of read.sql: as dots, or as their polygons where they have one.
SELECT project_id, name, $level, $part, false, false,
       CASE WHEN $as_shape THEN ST_AsWKB(geometry) END, lon, lat
FROM project ORDER BY project_id;
