-- What nobody is paired with on $scope.as_of, of projects, companies and chains in scope; of a kind of
-- which no pairing was given nothing is known.
SELECT thing.code, target_kind, thing.name, county.name AS county
FROM things_at($scope) AS thing
ANTI JOIN (
    SELECT target_kind AS held_kind, target_id FROM pairing
    WHERE in_force($scope.as_of, valid_from, valid_to)
) AS held ON held.held_kind = thing.target_kind AND held.target_id = thing.code
LEFT JOIN place_names($scope.as_of) AS county ON county.code = thing.county_code
WHERE thing.target_kind IN (SELECT pairing.target_kind FROM pairing)
ORDER BY list_position(['project', 'enterprise', 'chain'], target_kind), thing.code
