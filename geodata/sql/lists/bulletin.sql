-- The visits of one day in scope, by area of $level and (area NULL) as a whole. Officials are
-- distinct people of $rank and above, so those of the areas do not add up to the whole.
WITH seen AS (
    SELECT visit.*, {level}_code AS area FROM visit
    JOIN lineage ON target_kind = 'place' AND lineage.code = target_id
        AND in_force(visited_on, lineage.valid_from, lineage.valid_to)
    WHERE visited_on = $day AND lies_in($area, province_code, city_code, county_code, township_code)
      AND has_attribute(target_id, $as_of, $attribute)
),
came AS (
    SELECT DISTINCT visit_id, attendance.official_id FROM attendance
    SEMI JOIN seen USING (visit_id)
    SEMI JOIN posting ON posting.official_id = attendance.official_id
        AND in_force($day, posting.valid_from, posting.valid_to)
        AND ($rank IS NULL OR rank_order(posting.rank) >= rank_order($rank))
)
SELECT area, name,
       (SELECT count(DISTINCT official_id) FROM came JOIN seen AS s USING (visit_id)
        WHERE sums.area IS NULL OR s.area = sums.area) AS officials,
       places, visits, talks, households, disputes, matters, suggestions
FROM (
    SELECT area, count(DISTINCT target_id) AS places, count(*) AS visits,
           coalesce(sum(talks), 0) AS talks, coalesce(sum(households), 0) AS households,
           coalesce(sum(disputes), 0) AS disputes, coalesce(sum(matters), 0) AS matters,
           coalesce(sum(suggestions), 0) AS suggestions
    FROM seen GROUP BY GROUPING SETS ((), (area))
) AS sums
LEFT JOIN (SELECT code AS area, any_value(name) AS name FROM place GROUP BY code) USING (area)
ORDER BY area NULLS FIRST
