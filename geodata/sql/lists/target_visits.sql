-- The visits to one thing (project, company, chain) up to $as_of, latest first.
SELECT visit.visit_id, day_of_visit(visit.visited_on, any_value(is_month_only)) AS visited_on,
       string_agg(official.name, '、' ORDER BY official.name) AS officials,
       talks, matters, suggestions, note
FROM visit
LEFT JOIN attendance USING (visit_id)
LEFT JOIN official USING (official_id)
WHERE target_kind = $kind AND target_id = $code AND visit.visited_on <= $as_of
GROUP BY visit.visit_id, visit.visited_on, talks, matters, suggestions, note
ORDER BY visit.visited_on DESC, visit_id
