-- One row for each matter proposed in the window that has a due day and is closed or overdue; counted:
-- closed, and never late. Of one that is 'undated' nobody knows the day of closing. Before its due day has
-- passed it was closed in time, or is open and no part of the whole; one that was late by what is known
-- is not closed in time, whenever it was (least, most).
SELECT * EXCLUDE (is_undated, is_due, is_closed, is_late),
       CASE WHEN NOT is_undated THEN is_closed AND NOT is_late WHEN is_due THEN false
            WHEN is_closed THEN NOT is_late END AS counted,
       CASE WHEN is_undated AND (is_due AND NOT is_late OR NOT is_due AND NOT is_closed) THEN 'undated' END AS status,
       CASE WHEN NOT is_undated THEN is_closed AND NOT is_late WHEN is_due THEN false
            WHEN is_closed THEN NOT is_late WHEN is_late THEN false END AS least,
       CASE WHEN NOT is_undated THEN is_closed AND NOT is_late WHEN is_due THEN NOT is_late
            WHEN is_closed THEN NOT is_late WHEN NOT is_late THEN true END AS most
FROM (SELECT *, state = 'unknown' OR (state = 'closed' AND closed_on IS NULL) AS is_undated,
             due_on < $scope.as_of AS is_due, state = 'closed' AS is_closed, coalesce(was_late, false) AS is_late
      FROM matters_at($scope))
WHERE proposed_on BETWEEN $scope.since AND $scope.as_of AND due_on IS NOT NULL AND (is_overdue OR is_undated OR is_closed)
