-- One row for each place that owes or owed something in scope; amount: due days missed in a row up to
-- $scope.as_of. Exempt, unreported and pending ones are skipped; a settled one ends the streak. NULL where nobody
-- reported the last one (status 'no_report').
SELECT place.*, amount, CASE WHEN amount IS NULL THEN 'no_report' END AS status
FROM places_at($scope) AS place
JOIN streaks_at($scope.as_of, $scope.rule) AS streak ON streak.target_kind = 'place' AND streak.target_id = place.code
