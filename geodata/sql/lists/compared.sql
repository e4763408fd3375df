-- The places of $codes as they stand on $scope.as_of, a row each, and one row without a code for all those of
-- $inside. visited and places: those visited in the period, and all; days: since the last visit,
-- of several places the median; matters: of the places themselves, NULL where none about a place was
-- given. All codes lie between $low and $high.
WITH asked AS (
    SELECT unnest($codes::VARCHAR[]) AS code, false AS is_inside
    UNION ALL
    SELECT unnest($inside::VARCHAR[]), true
),
raised AS (
    SELECT coalesce(moved.code, target_id) AS code, count(*) AS open,
           count(*) FILTER (is_overdue) AS overdue
    FROM matters_on($scope.as_of)
    LEFT JOIN codes_on($scope.as_of) AS moved ON moved.given = target_id
    WHERE target_kind = 'place' AND is_open(state) GROUP BY 1
)
SELECT CASE WHEN NOT is_inside THEN asked.code END AS code,
       count(seen.code) AS visited, count(*) AS places,
       max(latest.last_visit_on) AS last_visit_on,
       median(CASE WHEN unheard.code IS NULL THEN date_diff('day', latest.last_visit_on, $scope.as_of) END) AS days,
       CASE WHEN EXISTS (FROM matter WHERE target_kind = 'place') THEN coalesce(sum(open), 0)::BIGINT END AS open,
       CASE WHEN EXISTS (FROM matter WHERE target_kind = 'place') THEN coalesce(sum(overdue), 0)::BIGINT END AS overdue
FROM asked
LEFT JOIN (FROM last_visits($scope.as_of) WHERE code BETWEEN $low AND $high) AS latest
    ON latest.code = asked.code
LEFT JOIN (FROM visited_in($scope)
           WHERE code BETWEEN $low AND $high) AS seen
    ON seen.code = asked.code
LEFT JOIN unheard_at($scope.as_of) AS unheard ON unheard.code = asked.code
LEFT JOIN raised ON raised.code = asked.code
GROUP BY 1, is_inside
ORDER BY 1
