INSERT INTO shape_index (level, part, position, code)
SELECT $level, $part, row_number() OVER (ORDER BY project_id) - 1, project_id FROM project;
