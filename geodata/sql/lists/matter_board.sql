-- How many matters in view stand at each step, and how many of them are overdue.
SELECT state, count(*) AS matters, count(*) FILTER (is_overdue) AS overdue
FROM matters_in_view($scope)
GROUP BY state
