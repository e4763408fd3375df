-- The visits of one day in scope: first as a whole, then by area of {level}, last (area NULL) in none
-- of them. A project or company lies where its place did, a chain in none. Officials are distinct people
-- of $rank and above, so those of the areas do not add up to the whole; asked: visits of people whom no
-- list knows. NULL is what nobody told: who came, or their ranks, a number that no visit has, or all of a
-- day after the data.
WITH placed AS (
    SELECT visit.*, CASE target_kind WHEN 'place' THEN target_id ELSE stood.code END AS site
    FROM visit
    LEFT JOIN project ON target_kind = 'project' AND project_id = target_id
    LEFT JOIN enterprise ON target_kind = 'enterprise' AND enterprise_id = target_id
    LEFT JOIN lineage_of() AS stood
        ON target_kind <> 'place' AND stood.given = coalesce(project.place_code, enterprise.place_code)
        AND in_force(visited_on, stood.valid_from, stood.valid_to)
    WHERE visited_on = $day AND NOT is_month_only
),
seen AS (
    SELECT placed.*, {level}_code AS area FROM placed
    LEFT JOIN lineage_told($scope.known_on) AS lineage ON lineage.code = site
        AND in_force(visited_on, lineage.valid_from, lineage.valid_to)
    WHERE (target_kind <> 'place' OR lineage.code IS NOT NULL)
      AND lies_on($scope.known_on, $scope.area, province_code, city_code, county_code, township_code)
      AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, $scope.known_on, $scope.attribute)
),
came AS (
    SELECT seen.area, attendance.official_id,
           max(rank_order(posting.rank)) AS rank
    FROM attendance
    JOIN seen USING (visit_id)
    LEFT JOIN posting ON posting.official_id = attendance.official_id
        AND in_force($day, posting.valid_from, posting.valid_to)
    GROUP BY ALL
),
people AS (
    SELECT area, grouping(area) = 1 AS is_whole,
           CASE WHEN $rank IS NULL THEN count(DISTINCT official_id)
                WHEN count(rank) > 0 THEN count(DISTINCT official_id) FILTER (rank >= rank_order($rank)) END AS officials
    FROM came GROUP BY GROUPING SETS ((), (area)) HAVING count(*) > 0
)
SELECT area, name,
       (SELECT officials FROM people WHERE people.is_whole = sums.is_whole
            AND people.area IS NOT DISTINCT FROM sums.area) AS officials,
       places, projects, enterprises, chains, visits, asked, talks, households, disputes, matters, suggestions
FROM (
    SELECT area, grouping(area) = 1 AS is_whole,
           CASE WHEN $day <= (SELECT data_to FROM city) THEN count(DISTINCT target_id) FILTER (target_kind = 'place') END AS places,
           CASE WHEN $day <= (SELECT data_to FROM city) THEN count(DISTINCT target_id) FILTER (target_kind = 'project') END AS projects,
           CASE WHEN $day <= (SELECT data_to FROM city) THEN count(DISTINCT target_id) FILTER (target_kind = 'enterprise') END AS enterprises,
           CASE WHEN $day <= (SELECT data_to FROM city) THEN count(DISTINCT target_id) FILTER (target_kind = 'chain') END AS chains,
           CASE WHEN $day <= (SELECT data_to FROM city) THEN count(*) END AS visits,
           count(*) FILTER (visit_id IN (SELECT visit_id FROM unknown_person)) AS asked, sum(talks) AS talks,
           sum(households) AS households, sum(disputes) AS disputes, sum(matters) AS matters,
           sum(suggestions) AS suggestions
    FROM seen GROUP BY GROUPING SETS ((), (area))
) AS sums
LEFT JOIN place_names($scope.known_on) AS named ON named.code = area
ORDER BY is_whole DESC, area NULLS LAST
