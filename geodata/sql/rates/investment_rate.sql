-- One row for each project with a plan for the year of $scope.as_of. Invested in the year's months that
-- are over and reported, against the plan of the whole year; it may pass 100 %. A project of which no
-- month of the year is reported, or one is missing before the last, is left out: nobody told what was
-- invested, which is not nothing.
SELECT project_id AS code, name, province_code, city_code, county_code, township_code,
       invested_year_wan_yuan AS numerator, plan_year_wan_yuan AS denominator
FROM projects_at($scope)
JOIN project_progress($scope.as_of) USING (project_id)
WHERE plan_year_wan_yuan > 0 AND invested_year_wan_yuan IS NOT NULL
