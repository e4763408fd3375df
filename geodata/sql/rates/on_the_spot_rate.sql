-- One row for each service asked for in the window; counted: closed on the day it was asked for. Of one
-- that is 'undated' nobody knows the day of closing.
SELECT *, state = 'closed' AND NOT is_undated AND closed_on = proposed_on AS counted,
       CASE WHEN is_undated THEN 'undated' END AS status
FROM (SELECT *, state = 'unknown' OR (state = 'closed' AND closed_on IS NULL) AS is_undated
      FROM matters_at($scope))
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of AND matter_kind = 'service'
