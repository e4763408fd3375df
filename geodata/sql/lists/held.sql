-- The workdays of a period that have been held, latest first, each with its rules: a workday moved out of
-- its month is of the month it was meant for.
SELECT due_on, list(DISTINCT rule_id ORDER BY rule_id) AS rules
FROM rule_date SEMI JOIN obligation USING (rule_id, due_on)
WHERE due_on <= $scope.known_on AND nominal_on BETWEEN $scope.nominal_since AND $scope.nominal_until
  AND ($scope.rule IS NULL OR rule_id = $scope.rule)
GROUP BY due_on ORDER BY due_on DESC
