-- One row for each thing of the kind $scope.topic in scope (project, enterprise or chain; projects and
-- companies where none is named, for a chain lies in no area); counted: somebody is paired with it.
-- Of a kind of which no pairing was given nothing is known.
SELECT thing.*, held.target_id IS NOT NULL AS counted
FROM things_at($scope) AS thing
LEFT JOIN (
    SELECT DISTINCT target_kind, target_id FROM pairing
    WHERE in_force($scope.as_of, valid_from, valid_to)
) AS held ON held.target_kind = thing.target_kind AND held.target_id = thing.code
WHERE thing.target_kind IN (SELECT pairing.target_kind FROM pairing)
  AND CASE WHEN $scope.topic IS NULL THEN thing.target_kind <> 'chain' ELSE thing.target_kind = $scope.topic END
