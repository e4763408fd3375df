-- Open matters whose due day in force is $scope.known_on or after it up to $until, the next one first.
SELECT found.code, title, matter_kind, target_kind, target_id, coalesce(named.name, target_id) AS place,
       county.name AS county, state, unit.name AS lead_unit, proposed_on, due_on
FROM matters_at($scope) AS found
LEFT JOIN target_names($scope.as_of) AS named USING (target_kind, target_id)
LEFT JOIN unit ON unit.unit_id = found.unit_id
LEFT JOIN place_names($scope.as_of) AS county ON county.code = found.county_code
WHERE is_open(state) AND due_on BETWEEN $scope.as_of AND $until
ORDER BY due_on, found.code
