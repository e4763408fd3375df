-- One row for each place in scope; counted: it has the attribute $scope.topic on $scope.as_of. Without a topic
-- what is counted is $scope.attribute itself (any attribute, where none is named), and nothing is left out.
SELECT place.*, code IN (
    SELECT held.code FROM place_attribute AS held
    WHERE holds AND attribute = coalesce($scope.topic, $scope.attribute, attribute)
      AND in_force($scope.as_of, valid_from, valid_to)
) AS counted
FROM places_of($scope.as_of, $scope.area, $scope.kinds) AS place
WHERE $scope.topic IS NULL OR has_attribute(code, $scope.as_of, $scope.attribute)
