-- The bottlenecks of projects in scope known by $scope.as_of, those still open first and of them the
-- longest open; one project where $code names it.
SELECT project_id AS code, p.name, bottleneck_id, title, kind AS bottleneck_kind,
       bottleneck.level AS dispatch_level, unit.name AS unit, opened_on,
       CASE WHEN solved_on <= $scope.as_of THEN solved_on END AS solved_on,
       least(coalesce(solved_on, $scope.as_of), $scope.as_of) - opened_on AS days_open
FROM bottleneck JOIN projects_at($scope) AS p USING (project_id)
LEFT JOIN unit ON unit.unit_id = bottleneck.unit_id
WHERE opened_on <= $scope.as_of
  AND ($code IS NULL OR project_id = $code)
ORDER BY solved_on IS NOT NULL AND solved_on <= $scope.as_of, days_open DESC, bottleneck_id
