-- The visits to a place by $as_of ($codes: its own and those it took over, each to a day of $ends),
-- the latest first, with who came and what was done.
SELECT visit.visit_id, day_of_visit(visit.visited_on, any_value(is_month_only)) AS visited_on,
       string_agg(official.name, '、' ORDER BY official.name) AS officials,
       talks, households, disputes, matters, suggestions, note, distance_m
FROM visit
JOIN (SELECT unnest($codes::VARCHAR[]) AS target_id, unnest($ends::DATE[]) AS last_on) AS mine
    USING (target_id)
LEFT JOIN attendance USING (visit_id)
LEFT JOIN official USING (official_id)
WHERE target_kind = 'place' AND visited_on <= $as_of AND visited_on <= last_on
GROUP BY visit.visit_id, visit.visited_on, talks, households, disputes, matters, suggestions, note, distance_m
ORDER BY visit.visited_on DESC, visit_id
