INSERT INTO shape_index
SELECT $level, $part, number - 1, number::VARCHAR FROM geometry_problem WHERE number <= $most;
