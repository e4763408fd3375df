-- One row for each bottleneck of a project in scope that was open on any day from $scope.since to $scope.as_of;
-- amount: days from its opening to its solution, or to $scope.as_of.
SELECT project_id AS code, p.name, bottleneck_id, title, kind AS bottleneck_kind,
       bottleneck.level AS dispatch_level, opened_on,
       CASE WHEN solved_on <= $scope.as_of THEN solved_on END AS solved_on,
       province_code, city_code, county_code, township_code,
       least(coalesce(solved_on, $scope.as_of), $scope.as_of) - opened_on AS amount
FROM bottleneck JOIN projects_at($scope) AS p USING (project_id)
WHERE opened_on <= $scope.as_of AND (solved_on IS NULL OR solved_on >= $scope.since)
