-- One row for each matter proposed in the window; counted: closed on $scope.as_of. Of one that is 'undated'
-- nobody knows whether it was closed by then.
SELECT *, state = 'closed' AS counted, CASE WHEN state = 'unknown' THEN 'undated' END AS status
FROM matters_at($scope)
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of
