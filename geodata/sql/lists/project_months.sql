-- Planned and invested of all projects in scope by month of the year of $scope.as_of. Months that are not
-- over have no actual yet.
SELECT strftime(month, '%Y-%m') AS month, sum(planned_wan_yuan)::DOUBLE AS month_planned,
       sum(invested_wan_yuan) FILTER (last_day(month) <= $scope.as_of)::DOUBLE AS month_invested
FROM project_month
SEMI JOIN projects_at($scope) USING (project_id)
WHERE year(project_month.month) = year($scope.as_of)
GROUP BY project_month.month ORDER BY project_month.month
