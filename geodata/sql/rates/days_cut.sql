-- One row for each service of the window that is closed and states both times: the days it took
-- less than the law allows, against the days that the law allows. Of one that is 'undated' nobody knows
-- whether it was closed by then: it adds nothing to either.
SELECT *, CASE WHEN state = 'closed' THEN statutory_days - actual_days END AS numerator,
       CASE WHEN state = 'closed' THEN statutory_days END AS denominator,
       CASE WHEN state = 'unknown' THEN 'undated' END AS status
FROM matters_at($scope)
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of AND matter_kind = 'service' AND state IN ('closed', 'unknown')
  AND statutory_days IS NOT NULL AND actual_days IS NOT NULL
