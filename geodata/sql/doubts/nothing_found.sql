-- Visits that say how many disputes, matters or suggestions there were, in townships; doubtful: in the whole
-- township at least $thresholds.nothing_found visits of the period say so, and all say 0.
SELECT visit_id, code, (count(*) OVER township)::DOUBLE AS amount,
       count(*) OVER township >= $thresholds.nothing_found AND sum(found) OVER township = 0 AS doubtful,
       NULL::VARCHAR AS other
FROM visits_checked($scope)
WHERE coalesce(disputes, matters, suggestions) IS NOT NULL AND township_code IS NOT NULL
WINDOW township AS (PARTITION BY township_code)
