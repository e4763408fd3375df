-- One row for each place in scope; amount: the visits it received that count in the period, however many
-- people came on each. Of those with none, NULL where one may have been or still come: nobody reported
-- (status 'no_report'), or a window is open ('pending').
WITH owed AS (
    SELECT coalesce(moved.code, target_id) AS code, bool_or(status = 'no_report') AS unreported,
           bool_or(status = 'pending') AS open
    FROM owed_by_any_rule($scope)
    LEFT JOIN codes_on($scope.as_of) AS moved ON moved.given = target_id
    WHERE target_kind = 'place' GROUP BY 1
),
received AS (SELECT code, count(*) AS visits FROM visits_in($scope) GROUP BY code)
SELECT place.*, last_visit_on,
       CASE WHEN visits IS NOT NULL OR NOT coalesce(unreported OR owed.open, false)
            THEN coalesce(visits, 0) END AS amount,
       CASE WHEN visits IS NULL AND unreported THEN 'no_report'
            WHEN visits IS NULL AND owed.open THEN 'pending' END AS status
FROM places_at($scope) AS place
LEFT JOIN received ON received.code = place.code
LEFT JOIN last_visits($scope.as_of) AS latest ON latest.code = place.code
LEFT JOIN owed ON owed.code = place.code
