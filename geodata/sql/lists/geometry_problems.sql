-- Faults of shapes in an area, largest first, in whole m².
WITH named AS (  -- shapes are looked at on the day of the load
    FROM place_names((SELECT loaded_at::DATE FROM city))
), inside AS (
    SELECT DISTINCT ON (code) code, province_code, city_code, county_code, township_code
    FROM lineage ORDER BY code, valid_from DESC NULLS LAST
)
SELECT number::VARCHAR AS code,
       concat_ws(' / ', coalesce(one.name, problem.code), other.name) AS name,
       problem.kind AS problem, county.name AS county, township.name AS township,
       problem.code AS place_code, other_code, source,
       round(area_m2) AS area_m2, round(share, 4) AS share, detail
FROM geometry_problem AS problem
LEFT JOIN inside ON inside.code = problem.code
LEFT JOIN named AS one ON one.code = problem.code
LEFT JOIN named AS other ON other.code = problem.other_code
LEFT JOIN named AS county ON county.code = inside.county_code
LEFT JOIN named AS township ON township.code = inside.township_code
WHERE lies_in($area, province_code, city_code, county_code, township_code)
ORDER BY number
