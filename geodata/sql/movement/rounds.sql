-- The due days of the rounds in the period of a scope, and the how manieth of its rule each is.
SELECT rule_id, due_on, dense_rank() OVER (PARTITION BY rule_id ORDER BY due_on) AS "round"
FROM (SELECT DISTINCT rule_id, due_on FROM rule_date
      WHERE nominal_on BETWEEN $scope.nominal_since AND $scope.nominal_until)
