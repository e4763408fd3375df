-- One row for each official who is paired with a place in scope on $scope.as_of or made a visit to one that
-- counts in the period; amount: such visits, each once. Of those with none, NULL where one may have been or
-- still come, as in visits_per_place. Its area is that of the places, where they all lie in one.
WITH among AS (FROM places_at($scope)),
went AS (
    SELECT DISTINCT official_id, visit_id, code
    FROM attendance JOIN visits_in($scope) USING (visit_id) SEMI JOIN among USING (code)
),
lies AS (
    SELECT official_id, code FROM went
    UNION
    SELECT responsible_id, target_id FROM pairing
    WHERE responsible_kind = 'official' AND target_kind = 'place'
      AND in_force($scope.as_of, valid_from, valid_to)
),
owed AS (
    SELECT responsible_id AS official_id, bool_or(status = 'no_report') AS unreported,
           bool_or(status = 'pending') AS open
    FROM owed_by_any_rule($scope)
    WHERE target_kind = 'place' AND responsible_kind = 'official' GROUP BY 1
),
visits AS (SELECT official_id, count(DISTINCT visit_id) AS made FROM went GROUP BY official_id)
SELECT lies.official_id AS code, any_value(official.name) AS name,
       CASE WHEN count(DISTINCT province_code) = 1 THEN min(province_code) END AS province_code,
       CASE WHEN count(DISTINCT city_code) = 1 THEN min(city_code) END AS city_code,
       CASE WHEN count(DISTINCT county_code) = 1 THEN min(county_code) END AS county_code,
       CASE WHEN count(DISTINCT township_code) = 1 THEN min(township_code) END AS township_code,
       CASE WHEN any_value(visits.made) IS NOT NULL OR NOT coalesce(bool_or(unreported OR owed.open), false)
            THEN coalesce(any_value(visits.made), 0) END AS amount,
       CASE WHEN any_value(visits.made) IS NULL AND bool_or(unreported) THEN 'no_report'
            WHEN any_value(visits.made) IS NULL AND bool_or(owed.open) THEN 'pending' END AS status
FROM lies
JOIN among USING (code)
LEFT JOIN official USING (official_id)
LEFT JOIN visits USING (official_id)
LEFT JOIN owed USING (official_id)
GROUP BY lies.official_id
