INSERT INTO shape_index
SELECT $level, $part, row_number() OVER (ORDER BY project_id) - 1, project_id FROM project;
