-- What one workday owed a visit that nobody who owed one has made by $scope.known_on: each visit owed to it, and
-- the last day inside its window on which somebody else came.
SELECT target_kind, target_id AS code, target.name, owed.kind, county.name AS county, township.name AS township,
       rule_id, status, coalesce(official.name, unit.name) AS responsible, others_on
FROM owed_on($day, $scope) AS owed
ANTI JOIN (SELECT target_kind, target_id FROM owed_on($day, $scope)
           WHERE status IN ('done', 'made_up')) AS reached USING (target_kind, target_id)
LEFT JOIN others_on($day, $scope.known_on) USING (rule_id, due_on, target_kind, target_id)
LEFT JOIN target_names() AS target USING (target_kind, target_id)
LEFT JOIN target_names() AS county ON county.target_kind = 'place' AND county.target_id = county_code
LEFT JOIN target_names() AS township ON township.target_kind = 'place' AND township.target_id = township_code
LEFT JOIN official
    ON official.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
LEFT JOIN unit
    ON unit.unit_id = CASE WHEN responsible_kind = 'unit' THEN responsible_id END
ORDER BY county_code, township_code, target_id
