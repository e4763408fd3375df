-- How many matters in view stand at each step, and how many of them are overdue.
SELECT state, count(*) AS matters, count(*) FILTER (is_overdue) AS overdue
FROM matters_in_view($as_of, $since, $as_of, $area, $matter, $target, $unit, $attribute)
GROUP BY state
