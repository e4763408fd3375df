-- One row for each official or unit paired with a place in scope on $scope.as_of; amount: how many
-- places. Its area is that of its places, where they all lie in one.
SELECT responsible_id AS code, any_value(responsible.name) AS name,
       CASE WHEN count(DISTINCT province_code) = 1 THEN min(province_code) END AS province_code,
       CASE WHEN count(DISTINCT city_code) = 1 THEN min(city_code) END AS city_code,
       CASE WHEN count(DISTINCT county_code) = 1 THEN min(county_code) END AS county_code,
       CASE WHEN count(DISTINCT township_code) = 1 THEN min(township_code) END AS township_code,
       count(DISTINCT target_id) AS amount
FROM pairing
JOIN places_at($scope) AS place ON place.code = target_id
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
WHERE target_kind = 'place' AND in_force($scope.as_of, pairing.valid_from, pairing.valid_to)
GROUP BY responsible_kind, responsible_id
