-- One row for each place in scope whose indicator $scope.topic is known for a period over by $scope.as_of, by the
-- last such period; counted: it is over $scope.over. A place that only changed its code keeps what it had;
-- what several had before they became one is nobody's.
SELECT place.*, indicator_amount, indicator_period, indicator_amount > coalesce($scope.over, 0) AS counted
FROM places_at($scope) AS place
JOIN (
    SELECT coalesce(moved.code, place_code) AS code, max(period) AS indicator_period,
           arg_max(amount, row(period, moved.code IS NULL)) AS indicator_amount
    FROM indicator LEFT JOIN recoded_on($scope.as_of) AS moved ON moved.given = place_code
    WHERE indicator = $scope.topic AND period_end(period) <= $scope.as_of GROUP BY ALL
) USING (code)
