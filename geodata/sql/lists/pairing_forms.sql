-- The pairings of places in scope on $scope.as_of by their form: one official one place, several
-- officials one place, one official several places, or both.
WITH held AS (
    SELECT DISTINCT responsible_kind, responsible_id, target_id FROM pairing
    JOIN places_at($scope) AS place ON place.code = target_id
    WHERE target_kind = 'place' AND in_force($scope.as_of, pairing.valid_from, pairing.valid_to)
),
counted AS (
    SELECT count(*) OVER (PARTITION BY target_id) AS responsibles,
           count(*) OVER (PARTITION BY responsible_kind, responsible_id) AS places
    FROM held
)
SELECT CASE WHEN responsibles = 1 AND places = 1 THEN 'one_to_one'
            WHEN places = 1 THEN 'many_to_one'
            WHEN responsibles = 1 THEN 'one_to_many'
            ELSE 'many_to_many' END AS form, count(*) AS pairings
FROM counted GROUP BY 1
