-- One row for each place in scope; amount: days since its last visit, NULL where there was none, and
-- where nobody reported whether there was one since (status 'no_report').
SELECT place.*, last_visit_on,
       CASE WHEN unheard.code IS NULL THEN date_diff('day', last_visit_on, $scope.as_of) END AS amount,
       CASE WHEN unheard.code IS NOT NULL THEN 'no_report' END AS status
FROM places_at($scope) AS place
LEFT JOIN last_visits($scope.as_of) USING (code)
LEFT JOIN unheard_at($scope.as_of) AS unheard USING (code)
