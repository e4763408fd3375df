-- One row for each matter proposed in the window; counted: claimed by $scope.as_of and not handed back. Of
-- one that is 'undated' nobody knows whether it was claimed by then.
SELECT *, coalesce(is_claimed, false) AS counted, CASE WHEN is_claimed IS NULL THEN 'undated' END AS status
FROM matters_at($scope)
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of
