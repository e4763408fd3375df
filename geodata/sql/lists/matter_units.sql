-- What each unit has in hand, the one that holds up most first; its closing rate is that of the
-- matters raised in the window (rates/closing_rate.sql).
SELECT coalesce(unit.name, found.unit_id) AS lead_unit, open, overdue, worst_days, closing_rate, reopened
FROM (
    SELECT unit_id, count(*) FILTER (is_open(state)) AS open,
           count(*) FILTER (is_overdue) AS overdue, max(days_overdue) AS worst_days,
           CASE WHEN count(*) FILTER (raised AND state = 'unknown') <= $most_unknown * count(*) FILTER (raised)
                THEN count(*) FILTER (raised AND state = 'closed') / nullif(count(*) FILTER (raised), 0) END AS closing_rate,
           count(*) FILTER (raised AND times_reopened > 0) AS reopened
    FROM (SELECT *, proposed_on BETWEEN $scope.since AND $scope.as_of AS raised
          FROM matters_at($scope) WHERE state <> 'closed'
          UNION ALL
          SELECT *, true FROM matters_at($scope)
          WHERE state = 'closed' AND proposed_on BETWEEN $scope.since AND $scope.as_of)
    GROUP BY unit_id
) AS found
LEFT JOIN unit ON unit.unit_id = found.unit_id
ORDER BY overdue DESC, open DESC, lead_unit
