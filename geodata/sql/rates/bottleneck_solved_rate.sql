-- One row for each bottleneck of a project in scope opened from $scope.since to $scope.as_of; counted: solved
-- by $scope.as_of.
SELECT project_id AS code, p.name, bottleneck_id, title, kind AS bottleneck_kind, opened_on,
       CASE WHEN solved_on <= $scope.as_of THEN solved_on END AS solved_on,
       province_code, city_code, county_code, township_code,
       coalesce(solved_on <= $scope.as_of, false) AS counted
FROM bottleneck JOIN projects_at($scope) AS p USING (project_id)
WHERE opened_on BETWEEN $scope.since AND $scope.as_of
