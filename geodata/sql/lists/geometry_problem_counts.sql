-- Faults of shapes by kind, with the land they lie on.
SELECT kind AS problem, count(*) AS problems, round(sum(area_m2)) AS area_m2
FROM geometry_problem GROUP BY kind ORDER BY problems DESC, kind
