-- Faults of shapes in the form of read.sql, the largest alone: as dots, or as they are.
SELECT number::VARCHAR, concat_ws(' / ', coalesce(one.name, problem.code), other.name),
       $level, $part, false, false, CASE WHEN $as_shape THEN ST_AsWKB(geometry) END,
       ST_X(ST_PointOnSurface(geometry)), ST_Y(ST_PointOnSurface(geometry))
FROM geometry_problem AS problem
LEFT JOIN place_names((SELECT loaded_at::DATE FROM city)) AS one ON one.code = problem.code
LEFT JOIN place_names((SELECT loaded_at::DATE FROM city)) AS other ON other.code = problem.other_code
WHERE number <= $most ORDER BY number
