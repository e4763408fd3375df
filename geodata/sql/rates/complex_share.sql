-- One row for each matter proposed in the window; counted: several units handle it.
SELECT *, is_complex AS counted FROM matters_at($scope)
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of
