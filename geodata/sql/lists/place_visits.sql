SELECT visit.visit_id, visited_on, string_agg(official.name, '、' ORDER BY official.name) AS officials,
       talks, households, disputes, matters, suggestions, distance_m
FROM visit
LEFT JOIN attendance USING (visit_id)
LEFT JOIN official USING (official_id)
WHERE target_kind = 'place' AND target_id = $code AND visited_on <= $as_of
GROUP BY ALL ORDER BY visited_on DESC, visit_id
