-- The areas with the most neglected places, with how many of each cause: townships, and of each
-- county what lies in none of its townships (name NULL); counties where there is no township at all.
-- Three of the whole scope, or of each area of $level.
WITH caused AS (FROM causes_in_scope),
towns AS (SELECT count(*) > 0 AS given FROM place WHERE kind = 'township'),
area AS (
    SELECT coalesce(township_code, county_code) AS code, township_code IS NULL AND given AS is_gap,
           any_value(CASE $level WHEN 'province' THEN province_code WHEN 'city' THEN city_code
                                 WHEN 'county' THEN county_code WHEN 'township' THEN township_code END) AS inside,
           any_value(CASE WHEN township_code IS NULL AND NOT given THEN county ELSE township END) AS name,
           any_value(CASE WHEN township_code IS NOT NULL OR given THEN county END) AS county,
           count(*) AS places, count(*) FILTER (list_contains($neglected, cause)) AS neglected
    FROM caused, towns WHERE coalesce(township_code, county_code) IS NOT NULL GROUP BY ALL
),
by_cause AS (
    SELECT code, list(struct_pack(cause := cause, n := n) ORDER BY n DESC, cause) AS causes FROM (
        SELECT coalesce(township_code, county_code) AS code, cause, count(*) AS n
        FROM caused WHERE list_contains($neglected, cause) GROUP BY ALL
    ) GROUP BY code
)
SELECT inside, code, CASE WHEN NOT is_gap THEN coalesce(name, '') END, coalesce(county, ''), neglected, places,
       causes
FROM area
JOIN by_cause USING (code)
WHERE $level IS NULL OR inside IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY inside ORDER BY neglected DESC, code) <= 3
ORDER BY neglected DESC, code
