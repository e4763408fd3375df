-- The places of $codes as they stand on $as_of, a row each, and one row without a code for all those of
-- $inside. visited and places: those visited from $since to $until, and all; days: since the last visit,
-- of several places the median; matters: of the places themselves. All codes lie between $low and $high.
WITH asked AS (
    SELECT unnest($codes::VARCHAR[]) AS code, false AS is_inside
    UNION ALL
    SELECT unnest($inside::VARCHAR[]), true
),
raised AS (
    SELECT coalesce(moved.code, target_id) AS code, count(*) AS open,
           count(*) FILTER (is_overdue) AS overdue
    FROM matters_at($as_of, NULL, NULL, 'place', NULL, NULL)
    LEFT JOIN codes_on($as_of) AS moved ON moved.given = target_id
    WHERE state <> 'closed' GROUP BY 1
)
SELECT CASE WHEN NOT is_inside THEN asked.code END AS code,
       count(*) FILTER (seen.last_visit_on >= $since) AS visited, count(*) AS places,
       max(latest.last_visit_on) AS last_visit_on,
       median(date_diff('day', latest.last_visit_on, $as_of)) AS days,
       coalesce(sum(open), 0)::BIGINT AS open, coalesce(sum(overdue), 0)::BIGINT AS overdue
FROM asked
LEFT JOIN (FROM last_visits($as_of) WHERE code BETWEEN $low AND $high) AS latest
    ON latest.code = asked.code
LEFT JOIN (FROM last_visits(least($as_of, $until)) WHERE code BETWEEN $low AND $high) AS seen
    ON seen.code = asked.code
LEFT JOIN raised ON raised.code = asked.code
GROUP BY 1, is_inside
ORDER BY 1
