-- One row for each matter proposed in the window and closed; counted: rated. Of one that is 'undated' nobody
-- knows whether it was closed and rated by then: it is no part of the whole (counted NULL), or one of either
-- sort (least, most).
SELECT *, CASE WHEN state = 'closed' THEN satisfaction IS NOT NULL END AS counted,
       CASE WHEN state = 'unknown' THEN 'undated' END AS status,
       state = 'closed' AND satisfaction IS NOT NULL AS least,
       state = 'unknown' OR satisfaction IS NOT NULL AS most
FROM matters_at($scope)
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of AND state IN ('closed', 'unknown')
