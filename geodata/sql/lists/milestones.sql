-- The milestones of projects in scope as they stood on $scope.as_of, in their order; one project where
-- $code names it. late: due and not struck off by its day; days: how late it is or was.
SELECT project_id AS code, p.name, milestone, position, due_on,
       CASE WHEN done_on <= $scope.as_of THEN done_on END AS done_on, depends_on,
       coalesce(official.name, owner.name, lead.name) AS official,
       CASE
           WHEN done_on <= $scope.as_of AND done_on <= due_on THEN 'done'
           WHEN done_on <= $scope.as_of THEN 'done_late'
           WHEN due_on < $scope.as_of THEN 'overdue'
           WHEN due_on <= $scope.as_of + 6 THEN 'due_this_week'
           ELSE 'to_come' END AS milestone_status,
       greatest(CASE WHEN done_on <= $scope.as_of THEN done_on ELSE $scope.as_of END - due_on, 0) AS days_late
FROM milestone JOIN projects_at($scope) AS p USING (project_id)
LEFT JOIN official ON official.official_id = milestone.official_id
LEFT JOIN unit AS owner ON owner.unit_id = milestone.unit_id
LEFT JOIN official AS lead ON lead.official_id = p.official_id
WHERE ($code IS NULL OR project_id = $code)
ORDER BY project_id, position NULLS LAST, due_on, milestone
