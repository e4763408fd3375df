-- The visits to a place by $as_of ($codes: its own and those it took over, each to a day of $ends),
-- the latest first, with who came and what was done.
SELECT visit.visit_id, visited_on, string_agg(official.name, '、' ORDER BY official.name) AS officials,
       talks, households, disputes, matters, suggestions, distance_m
FROM visit
JOIN (SELECT unnest($codes::VARCHAR[]) AS target_id, unnest($ends::DATE[]) AS last_on) AS mine
    USING (target_id)
LEFT JOIN attendance USING (visit_id)
LEFT JOIN official USING (official_id)
WHERE target_kind = 'place' AND visited_on <= $as_of AND visited_on <= last_on
GROUP BY ALL ORDER BY visited_on DESC, visit_id
