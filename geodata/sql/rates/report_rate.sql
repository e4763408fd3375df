-- One row for each township, rule and workday whose window is over and on which anything was owed
-- there, exemptions left out; counted: it reported. Only rules that the townships report for have any,
-- and where reports are given only townships of which a unit is known: of the others nobody can tell.
SELECT township_code AS code, any_value(place.name) AS name, rule_id, due_on,
       any_value(province_code) AS province_code, any_value(city_code) AS city_code,
       any_value(county_code) AS county_code, township_code, bool_or(reported) AS counted
FROM owed_at($scope)
JOIN rule USING (rule_id)
LEFT JOIN place_names($scope.as_of) AS place ON place.code = township_code
WHERE rule.reported_by = 'place_township' AND township_code IS NOT NULL AND closes_on < $scope.known_on
  AND status <> 'exempt'
GROUP BY rule_id, due_on, township_code
HAVING bool_or(reported) OR NOT EXISTS (FROM report)
    OR township_code IN (SELECT coalesce(moved.code, place_code) FROM unit
                         LEFT JOIN areas_on($scope.as_of) AS moved ON moved.given = place_code
                         WHERE place_code IS NOT NULL)
