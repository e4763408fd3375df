INSERT INTO shape_index (level, part, position, code)
SELECT $level, $part, number - 1, number::VARCHAR FROM geometry_problem WHERE number <= $most;
