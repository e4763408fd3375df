-- One row for each matter proposed in the window and closed at least once; counted: reopened. Of one that is
-- 'undated' nobody knows whether it was closed by then: if so it was not reopened, else it is no part of
-- the whole (counted NULL).
SELECT *, CASE WHEN NOT is_undated THEN times_reopened > 0 END AS counted,
       CASE WHEN is_undated THEN 'undated' END AS status,
       NOT is_undated AND times_reopened > 0 AS least, CASE WHEN NOT is_undated THEN times_reopened > 0 END AS most
FROM (SELECT *, state = 'unknown' AND closed_on IS NULL AS is_undated
      FROM matters_at($scope))
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of AND (closed_on IS NOT NULL OR state IN ('closed', 'unknown'))
