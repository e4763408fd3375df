-- One row for each milestone of a project in scope whose day is over by $scope.as_of, or that was struck off
-- on $scope.as_of, its day; counted: it was struck off by its day. What is due that day is not late yet.
SELECT project_id AS code, name, milestone, due_on, CASE WHEN done_on <= $scope.as_of THEN done_on END AS done_on,
       province_code, city_code, county_code, township_code,
       coalesce(done_on <= due_on, false) AS counted
FROM milestone JOIN projects_at($scope) AS p USING (project_id)
WHERE (due_on < $scope.as_of OR (due_on = $scope.as_of AND done_on <= $scope.as_of))
