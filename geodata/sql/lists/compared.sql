-- The places of $codes as they stand on $as_of, a row each, and one row without a code for all places
-- of $kinds inside $parent. visited and places: those visited from $since to $until, and all; days:
-- since the last visit, of several places the median; matters: of the places themselves.
WITH asked AS (
    SELECT code, name, false AS is_inside FROM places_on($as_of) WHERE list_contains($codes, code)
    UNION ALL
    SELECT place.code, NULL, true
    FROM places_on($as_of) AS place
    JOIN lineage ON lineage.code = place.code AND in_force($as_of, lineage.valid_from, lineage.valid_to)
    WHERE list_contains($kinds, place.kind)
      AND $parent IN (province_code, city_code, county_code, township_code, village_code,
                      community_code)
),
raised AS (
    SELECT coalesce(moved.code, target_id) AS code, count(*) AS open,
           count(*) FILTER (is_overdue) AS overdue
    FROM matters_at($as_of, NULL, NULL, 'place', NULL)
    LEFT JOIN codes_on($as_of) AS moved ON moved.given = target_id
    WHERE state <> 'closed' GROUP BY 1
)
SELECT CASE WHEN NOT is_inside THEN asked.code END AS code, any_value(name) AS name,
       count(*) FILTER (seen.last_visit_on >= $since) AS visited, count(*) AS places,
       max(latest.last_visit_on) AS last_visit_on,
       median(date_diff('day', latest.last_visit_on, $as_of)) AS days,
       coalesce(sum(open), 0)::BIGINT AS open, coalesce(sum(overdue), 0)::BIGINT AS overdue
FROM asked
LEFT JOIN last_visits($as_of) AS latest ON latest.code = asked.code
LEFT JOIN last_visits(least($as_of, $until)) AS seen ON seen.code = asked.code
LEFT JOIN raised ON raised.code = asked.code
GROUP BY 1, is_inside
ORDER BY 1
