-- One row for each matter open on $scope.as_of, whenever it was proposed; counted: overdue. Of one that is
-- 'undated' nobody knows whether it was closed by then: it is no part of the whole (counted NULL) or,
-- if open, overdue where its due day has passed and not overdue where it has not (least, most).
SELECT *, CASE WHEN state <> 'unknown' THEN is_overdue END AS counted,
       CASE WHEN state = 'unknown' THEN 'undated' END AS status,
       CASE WHEN state <> 'unknown' THEN is_overdue WHEN due_on < $scope.as_of THEN NULL ELSE false END AS least,
       CASE WHEN state <> 'unknown' THEN is_overdue WHEN due_on < $scope.as_of THEN true END AS most
FROM matters_at($scope)
WHERE is_open(state) OR state = 'unknown'
