-- One row for each place in scope; amount: the visits it received that count in the period, however many
-- people came on each. Of those with none, NULL where one may have been or still come: nobody reported
-- (status 'no_report'), or a window is open ('pending').
WITH received AS (SELECT code, count(*) AS visits FROM visits_in($scope) GROUP BY code)
SELECT place.*, last_visit_on,
       CASE WHEN visits IS NOT NULL OR NOT coalesce(unreported OR owed.open, false)
            THEN coalesce(visits, 0) END AS amount,
       CASE WHEN visits IS NULL AND unreported THEN 'no_report'
            WHEN visits IS NULL AND owed.open THEN 'pending' END AS status
FROM places_at($scope) AS place
LEFT JOIN received ON received.code = place.code
LEFT JOIN last_visits($scope.as_of) AS latest ON latest.code = place.code
LEFT JOIN untold_in($scope) AS owed ON owed.code = place.code
