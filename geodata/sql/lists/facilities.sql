-- How many facilities of each kind are in use on $as_of, and in how many places.
SELECT facility_kind, count(*) AS facilities, count(DISTINCT lineage.code) AS places
FROM facility
LEFT JOIN codes_on($as_of) AS moved ON moved.given = place_code
JOIN lineage ON lineage.code = coalesce(moved.code, place_code)
    AND in_force($as_of, lineage.valid_from, lineage.valid_to)
WHERE in_force($as_of, opened_on, closed_on)
  AND lies_on($as_of, $area, province_code, city_code, county_code, township_code)
  AND has_attribute(lineage.code, $as_of, $attribute)
GROUP BY facility_kind ORDER BY facility_kind
