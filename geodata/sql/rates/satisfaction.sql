-- One row for each matter proposed in the window, closed and rated; counted: 4 or 5 of 5. Of one that is
-- 'undated' nobody knows whether it was closed and rated by then: it is no part of the whole (counted NULL),
-- or one of either sort (least, most).
SELECT *, CASE WHEN state = 'closed' THEN satisfaction >= 4 END AS counted,
       CASE WHEN state = 'unknown' THEN 'undated' END AS status,
       CASE WHEN state = 'closed' THEN satisfaction >= 4 ELSE false END AS least,
       CASE WHEN state = 'closed' THEN satisfaction >= 4 ELSE true END AS most
FROM matters_at($scope)
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of
  AND (state = 'unknown' OR state = 'closed' AND satisfaction IS NOT NULL)
