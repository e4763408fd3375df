-- One row for each matter proposed in the window; counted: handed to a named unit by $scope.as_of. Of one
-- that is 'undated' nobody knows whether it was by then.
SELECT *, coalesce(is_assigned, false) AS counted, CASE WHEN is_assigned IS NULL THEN 'undated' END AS status
FROM matters_at($scope)
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of
