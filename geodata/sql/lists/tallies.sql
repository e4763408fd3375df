-- What has been tallied in the periods that lie wholly in the window: sums by indicator.
SELECT indicator, sum(amount) AS amount, count(DISTINCT place_code) AS places, min(period) AS first_period,
       max(period) AS last_period
FROM indicator
JOIN lineage_told($scope.as_of) AS lineage ON lineage.code = place_code AND in_force(period_end(period), lineage.valid_from, lineage.valid_to)
WHERE period_end(period) BETWEEN $scope.since AND $scope.as_of
  AND lies_on($scope.as_of, $scope.area, province_code, city_code, county_code, township_code)
  AND has_attribute(place_code, $scope.as_of, $scope.attribute)
GROUP BY indicator ORDER BY indicator
