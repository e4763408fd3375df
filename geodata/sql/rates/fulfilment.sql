-- One row for each visit owed in scope, exemptions left out; counted: settled by $scope.as_of, in time or made up.
SELECT *, status IN ('done', 'made_up') AS counted FROM owed_at($scope)
WHERE status <> 'exempt'
