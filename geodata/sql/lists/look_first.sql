-- The areas with the most neglected places, with how many of each cause.
WITH caused AS (FROM causes_in_scope),
area AS (
    SELECT coalesce(township_code, county_code) AS code, count(*) AS places,
           count(*) FILTER (list_contains($neglected, cause)) AS neglected
    FROM caused WHERE coalesce(township_code, county_code) IS NOT NULL GROUP BY 1
),
by_cause AS (
    SELECT code, list(struct_pack(cause := cause, n := n) ORDER BY n DESC, cause) AS causes FROM (
        SELECT coalesce(township_code, county_code) AS code, cause, count(*) AS n
        FROM caused WHERE list_contains($neglected, cause) GROUP BY ALL
    ) GROUP BY code
)
SELECT code, coalesce(any_value(township.name), ''), coalesce(any_value(county.name), ''),
       any_value(neglected), any_value(places), any_value(causes)
FROM area
JOIN by_cause USING (code)
JOIN place AS township USING (code)
LEFT JOIN place AS county ON county.code = township.parent_code
WHERE neglected > 0
GROUP BY code
ORDER BY any_value(neglected) DESC, code
LIMIT 3
