-- What one workday owed a visit that nobody who owed one has made by $scope.known_on: each visit owed to it, and
-- the last day inside its window on which somebody else came.
SELECT target_kind, target_id AS code, target.name, owed.kind, county.name AS county, township.name AS township,
       rule_id, status, responsible.name AS responsible, others_on
FROM owed_on($day, $scope) AS owed
ANTI JOIN (SELECT target_kind, target_id FROM owed_on($day, $scope)
           WHERE status IN ('done', 'made_up')) AS reached USING (target_kind, target_id)
LEFT JOIN others_on($day, $scope.known_on) USING (rule_id, due_on, target_kind, target_id)
LEFT JOIN target_names($scope.known_on) AS target USING (target_kind, target_id)
LEFT JOIN place_names($scope.known_on) AS county ON county.code = county_code
LEFT JOIN place_names($scope.known_on) AS township ON township.code = township_code
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
ORDER BY county_code, township_code, target_id
