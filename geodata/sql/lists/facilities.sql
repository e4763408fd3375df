-- How many facilities of each kind are in use on $scope.as_of, and in how many places.
SELECT facility_kind, count(*) AS facilities, count(DISTINCT lineage.code) AS places
FROM facility
LEFT JOIN codes_on($scope.as_of) AS moved ON moved.given = place_code
JOIN lineage ON lineage.code = coalesce(moved.code, place_code)
    AND in_force($scope.as_of, lineage.valid_from, lineage.valid_to)
WHERE in_force($scope.as_of, opened_on, closed_on)
  AND lies_on($scope.as_of, $scope.area, province_code, city_code, county_code, township_code)
  AND has_attribute(lineage.code, $scope.as_of, $scope.attribute)
GROUP BY facility_kind ORDER BY facility_kind
