-- Visits with counts above 0, in townships; doubtful: in the whole township there are at least
-- $thresholds.round_counts such counts in the period, and all are multiples of 5.
SELECT visit_id, code, (sum(counts) OVER township)::DOUBLE AS amount,
       sum(counts) OVER township >= $thresholds.round_counts
           AND sum(round_ones) OVER township = sum(counts) OVER township AS doubtful,
       NULL::VARCHAR AS other
FROM (
    SELECT *, len(list_filter(told, one -> one > 0)) AS counts,
           len(list_filter(told, one -> one > 0 AND one % 5 = 0)) AS round_ones
    FROM (SELECT *, [talks, households, disputes, matters, suggestions] AS told FROM visits_checked($scope))
)
WHERE counts > 0 AND township_code IS NOT NULL
WINDOW township AS (PARTITION BY township_code)
