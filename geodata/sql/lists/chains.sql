-- Every industrial chain: who leads it on $scope.as_of, and how many companies and projects in scope
-- belong to it; NULL where no company, or no project, tells its chain.
SELECT chain_id AS code, chain.name, responsible,
       CASE WHEN EXISTS (FROM enterprise WHERE chain_id IS NOT NULL) THEN coalesce(enterprises, 0) END AS enterprises,
       CASE WHEN EXISTS (FROM project WHERE chain_id IS NOT NULL) THEN coalesce(projects, 0) END AS projects
FROM chain
LEFT JOIN (
    SELECT target_id, string_agg(DISTINCT name, '、' ORDER BY name) AS responsible
    FROM pairing
    LEFT JOIN responsibles() USING (responsible_kind, responsible_id)
    WHERE target_kind = 'chain' AND in_force($scope.as_of, valid_from, valid_to)
    GROUP BY target_id
) AS held ON held.target_id = chain.chain_id
LEFT JOIN (
    SELECT chain_id, count(*) AS enterprises FROM enterprise
    LEFT JOIN lineage_of() AS lineage ON lineage.given = place_code
        AND in_force($scope.as_of, lineage.valid_from, lineage.valid_to)
    WHERE lies_on($scope.as_of, $scope.area, province_code, city_code, county_code, township_code)
    GROUP BY chain_id
) USING (chain_id)
LEFT JOIN (
    SELECT chain_id, count(*) AS projects FROM projects_of($scope.as_of, $scope.area) GROUP BY chain_id
) USING (chain_id)
ORDER BY chain_id
