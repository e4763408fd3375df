-- What the rules found in scope: a row for each visit and rule that it was checked by. In the place of found
-- stand the rows of all rules, each with its name.
SELECT found.*, checked.name, checked.kind, day_of_visit(checked.visited_on, checked.is_month_only) AS visited_on,
       province_code, city_code, county_code, township_code,
       found.doubtful AND dismissal.visit_id IS NULL AS is_open,
       found.doubtful AND dismissal.visit_id IS NOT NULL AS is_dismissed,
       dismissal.reason, dismissal.dismissed_by, dismissal.dismissed_on
FROM ({found}) AS found
JOIN visits_checked($scope) AS checked ON checked.visit_id = found.visit_id AND checked.code = found.code
LEFT JOIN dismissal ON dismissal.visit_id = found.visit_id AND dismissal.rule = found.rule
WHERE lies_on($scope.as_of, $scope.area, province_code, city_code, county_code, township_code)
  AND has_attribute(found.code, $scope.as_of, $scope.attribute)
