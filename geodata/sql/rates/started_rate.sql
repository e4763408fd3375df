-- One row for each project in scope; counted: started by $scope.as_of.
SELECT project_id AS code, name, started_on, province_code, city_code, county_code, township_code,
       coalesce(started_on <= $scope.as_of, false) AS counted
FROM projects_at($scope)
