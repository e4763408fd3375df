-- What each official or unit (official NULL) answers for on $scope.as_of: places, projects, companies and chains in scope,
-- a thing once whatever the roles. Those with most first. Of $scope.unit: the unit itself and those posted
-- to it.
WITH thing AS (
    SELECT 'place' AS target_kind, code FROM places_at($scope)
    UNION ALL
    SELECT target_kind, code FROM things_at($scope)
),
held AS (
    SELECT responsible_kind, responsible_id, target_kind, count(DISTINCT target_id) AS things
    FROM pairing
    SEMI JOIN thing ON thing.target_kind = pairing.target_kind AND thing.code = pairing.target_id
    WHERE in_force($scope.as_of, valid_from, valid_to)
    GROUP BY responsible_kind, responsible_id, target_kind
),
-- one posting of a day, should there be several
posted AS (
    SELECT official_id, min(unit_id) AS unit_id FROM posting
    WHERE in_force($scope.as_of, valid_from, valid_to) GROUP BY official_id
)
SELECT own.name AS unit, official.name AS official,
       coalesce(sum(things) FILTER (target_kind = 'place'), 0)::BIGINT AS places,
       coalesce(sum(things) FILTER (target_kind = 'project'), 0)::BIGINT AS projects,
       coalesce(sum(things) FILTER (target_kind = 'enterprise'), 0)::BIGINT AS enterprises,
       coalesce(sum(things) FILTER (target_kind = 'chain'), 0)::BIGINT AS chains,
       sum(things)::BIGINT AS things
FROM held
LEFT JOIN official
    ON official.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
LEFT JOIN posted ON posted.official_id = official.official_id
LEFT JOIN unit AS own ON own.unit_id = CASE WHEN responsible_kind = 'unit' THEN responsible_id
                                            ELSE posted.unit_id END
WHERE $scope.unit IS NULL OR own.unit_id = $scope.unit
GROUP BY responsible_kind, responsible_id, own.name, official.name
ORDER BY things DESC, unit, responsible_id
