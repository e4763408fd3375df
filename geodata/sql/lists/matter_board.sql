-- How many matters in view stand at each step, and how many of them are overdue.
SELECT state, count(*) AS matters, count(*) FILTER (is_overdue) AS overdue
FROM matters_at($as_of, $area, $matter, $target, $unit)
WHERE state <> 'closed' OR (closed_on BETWEEN $since AND $until)
GROUP BY state
