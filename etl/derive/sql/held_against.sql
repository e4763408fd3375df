-- Places of the day of the load, each with the nearest wider place that has a surveyed polygon.
CREATE OR REPLACE TEMP TABLE held_against AS
WITH there AS (
    SELECT code, kind, lon, lat, CASE WHEN geometry_source = 'surveyed' THEN geometry END AS shape
    FROM place, load_context
    WHERE in_force(today, valid_from, valid_to)
),
above AS (                     -- a place is its own ancestor at its own level
    SELECT DISTINCT code, nullif(village_code, code) AS village_code,
           nullif(community_code, code) AS community_code,
           nullif(township_code, code) AS township_code,
           nullif(county_code, code) AS county_code, nullif(city_code, code) AS city_code
    FROM lineage, load_context
    WHERE in_force(today, valid_from, valid_to)
),
drawn AS (SELECT code FROM there WHERE shape IS NOT NULL)
SELECT there.*, coalesce(village.code, community.code, township.code, county.code, city.code)
       AS within
FROM there JOIN above USING (code)
LEFT JOIN drawn AS village ON above.village_code = village.code
LEFT JOIN drawn AS community ON above.community_code = community.code
LEFT JOIN drawn AS township ON above.township_code = township.code
LEFT JOIN drawn AS county ON above.county_code = county.code
LEFT JOIN drawn AS city ON above.city_code = city.code
