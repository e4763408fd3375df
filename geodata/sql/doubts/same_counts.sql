-- Visits that give counts and whose officials are known; doubtful: one official has at least
-- $thresholds.same_counts visits in the period with all five counts alike, and not all of them 0 or empty.
SELECT visit_id, code, max(alike)::DOUBLE AS amount, max(alike) >= $thresholds.same_counts AS doubtful,
       NULL::VARCHAR AS other
FROM (
    SELECT visit_id, code, CASE WHEN counted > 0 THEN count(*) OVER (PARTITION BY
               official_id, talks, households, disputes, matters, suggestions) ELSE 0 END AS alike
    FROM (SELECT DISTINCT visit_id, official_id FROM attendance)
    JOIN visits_checked($scope) USING (visit_id)
    WHERE coalesce(talks, households, disputes, matters, suggestions) IS NOT NULL
)
GROUP BY visit_id, code
