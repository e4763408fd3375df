-- One row for each place in scope; counted: somebody is paired with it on $scope.as_of (in the role $scope.role).
SELECT place.*, code IN (
    SELECT target_id FROM pairing
    WHERE target_kind = 'place' AND in_force($scope.as_of, valid_from, valid_to)
      AND ($scope.role IS NULL OR role = $scope.role)
) AS counted
FROM places_at($scope) AS place
