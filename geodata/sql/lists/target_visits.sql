-- The visits to one thing (project, company, chain) up to $as_of, latest first.
SELECT visit.visit_id, visited_on, string_agg(official.name, '、' ORDER BY official.name) AS officials,
       talks, matters, suggestions
FROM visit
LEFT JOIN attendance USING (visit_id)
LEFT JOIN official USING (official_id)
WHERE target_kind = $kind AND target_id = $code AND visited_on <= $as_of
GROUP BY ALL ORDER BY visited_on DESC, visit_id
