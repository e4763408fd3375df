-- One row for each place in scope; counted: it has a facility (of the kind $scope.topic) on $scope.as_of, under
-- its own code or one that it stands for then.
SELECT place.*, code IN (
    SELECT coalesce(moved.code, place_code)
    FROM facility LEFT JOIN codes_on($scope.as_of) AS moved ON moved.given = place_code
    WHERE ($scope.topic IS NULL OR facility_kind = $scope.topic) AND in_force($scope.as_of, opened_on, closed_on)
) AS counted
FROM places_at($scope) AS place
