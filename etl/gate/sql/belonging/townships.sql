-- The townships that the rows of villages name: code, name, parent, and whether the code is made. The
-- nine digits that the codes of a township's villages begin with are its code where they are the same
-- for all of them and for those of no other township.
WITH named AS (
    SELECT normal_name(own.plain) AS township, coalesce(normal_name(over.plain), '') AS county,
           township_name, code
    FROM typed
    JOIN plain AS own ON own.written = township_name
    LEFT JOIN plain AS over ON over.written = county_name
    WHERE own.plain <> ''
),
prefix AS (
    SELECT DISTINCT township, county, code[:9] AS digits FROM named
    WHERE NOT (SELECT free_codes FROM load_context) AND regexp_full_match(code, '[0-9]{12}')
      AND NOT ends_with(code, '000')
),
clear AS (
    SELECT township, county, any_value(digits) AS digits FROM prefix
    WHERE digits IN (SELECT digits FROM prefix GROUP BY digits HAVING count(*) = 1)
      AND (township, county) IN (SELECT (township, county) FROM prefix
                                 GROUP BY township, county HAVING count(*) = 1)
    GROUP BY township, county
),
county AS (
    SELECT normal_name(plain) AS county, any_value(code) AS code
    FROM place JOIN plain ON plain.written = place.name
    WHERE kind = 'county' GROUP BY ALL HAVING count(DISTINCT code) = 1
),
area AS (
    SELECT township, county, mode(township_name) AS name FROM named GROUP BY township, county
),
lying AS (
    SELECT area.*, digits, coalesce(over.code, county.code, root_code) AS parent_code
    FROM area
    CROSS JOIN load_context
    LEFT JOIN clear USING (township, county)
    LEFT JOIN (SELECT DISTINCT code FROM place) AS over ON over.code = digits[:6] || '000000'
    LEFT JOIN county USING (county)
)
SELECT coalesce(digits || '000', stem(parent_code) || '-' || township), any_value(name),
       parent_code, digits IS NULL
FROM lying GROUP BY ALL ORDER BY 1
