-- Every company in scope: who covers it, its last visit, its visits in the period, and its
-- matters: open, overdue and closed on $scope.as_of. NULL where no visit to a company, or
-- no matter about one, was given at all. Those that nobody covers come first, then those not visited for longest.
SELECT enterprise_id AS code, enterprise.name, place.name AS area, chain_id, chain.name AS chain,
       unit.name AS unit, responsible, last_visit_on,
       date_diff('day', last_visit_on, $scope.as_of) AS days,
       CASE WHEN given.visits THEN coalesce(seen.visits, 0) END AS visits,
       CASE WHEN given.matters THEN coalesce(told.open, 0) END AS open,
       CASE WHEN given.matters THEN coalesce(told.overdue, 0) END AS overdue,
       CASE WHEN given.matters THEN coalesce(told.closed_by_day, 0) END AS closed_by_day
FROM enterprise
CROSS JOIN (SELECT EXISTS (FROM visit WHERE target_kind = 'enterprise') AS visits,
                   EXISTS (FROM matter WHERE target_kind = 'enterprise') AS matters) AS given
LEFT JOIN lineage_of() AS lineage ON lineage.given = place_code
    AND in_force($scope.as_of, lineage.valid_from, lineage.valid_to)
LEFT JOIN place_names($scope.as_of) AS place ON place.code = place_code
LEFT JOIN chain USING (chain_id)
LEFT JOIN unit ON unit.unit_id = enterprise.unit_id
LEFT JOIN (
    SELECT target_id, string_agg(DISTINCT name, '、' ORDER BY name) AS responsible
    FROM pairing
    LEFT JOIN responsibles() USING (responsible_kind, responsible_id)
    WHERE target_kind = 'enterprise' AND in_force($scope.as_of, valid_from, valid_to)
    GROUP BY target_id
) AS held ON held.target_id = enterprise_id
LEFT JOIN (
    SELECT target_id, max(visited_on) AS last_visit_on,
           count(DISTINCT visit_id) FILTER (
               CASE WHEN $scope.in_round THEN visited_on >= $scope.since
                    ELSE counts_on >= $scope.nominal_since AND counts_to <= $scope.nominal_until END) AS visits
    FROM visit_days() WHERE target_kind = 'enterprise' AND visited_on <= $scope.as_of GROUP BY target_id
) AS seen ON seen.target_id = enterprise_id
LEFT JOIN (
    SELECT target_id, count(*) FILTER (is_open(state)) AS open,
           count(*) FILTER (is_overdue) AS overdue,
           count(*) FILTER (state = 'closed') AS closed_by_day
    FROM matters_on($scope.as_of) WHERE target_kind = 'enterprise' GROUP BY target_id
) AS told ON told.target_id = enterprise_id
WHERE lies_on($scope.as_of, $scope.area, province_code, city_code, county_code, township_code)
  AND ($scope.chain IS NULL OR chain_id = $scope.chain)
ORDER BY responsible IS NOT NULL, days DESC NULLS FIRST, enterprise_id
