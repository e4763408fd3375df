-- Faults are known by their number, the largest first.
UPDATE geometry_problem SET number = ordered.n FROM (
    SELECT rowid AS problem_row,
           row_number() OVER (ORDER BY area_m2 DESC NULLS LAST, kind, code, other_code) AS n
    FROM geometry_problem
) AS ordered
WHERE geometry_problem.rowid = ordered.problem_row
