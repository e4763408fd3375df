-- The targets of each kind that one workday owed a visit, each in one class by $scope.known_on: reached (one visit
-- owed is settled), else open (a window is), else no_report (nobody knows), else missed. They add up to
-- owed. others: of those not reached, where somebody else came inside the window.
SELECT target_kind, count(*) AS owed, count(*) FILTER (reached) AS reached, count(*) FILTER (NOT reached AND open) AS open,
       count(*) FILTER (NOT reached AND NOT open AND unknown) AS no_report,
       count(*) FILTER (NOT reached AND NOT open AND NOT unknown) AS missed,
       count(*) FILTER (NOT reached AND visited) AS others
FROM (
    SELECT target_kind, target_id, bool_or(status IN ('done', 'made_up')) AS reached,
           bool_or(status IN ('pending', 'upcoming')) AS open, bool_or(status = 'no_report') AS unknown,
           bool_or(others_on IS NOT NULL) AS visited
    FROM owed_on($day, $scope)
    LEFT JOIN others_on($day, $scope.known_on) USING (rule_id, due_on, target_kind, target_id)
    GROUP BY target_kind, target_id
)
GROUP BY target_kind
