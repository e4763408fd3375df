-- How many facilities of each kind are in use on $as_of, and in how many places.
SELECT facility_kind, count(*) AS facilities, count(DISTINCT place_code) AS places
FROM facility
JOIN lineage ON lineage.code = place_code AND in_force($as_of, lineage.valid_from, lineage.valid_to)
WHERE in_force($as_of, opened_on, closed_on)
  AND lies_in($area, province_code, city_code, county_code, township_code)
  AND has_attribute(place_code, $as_of, $attribute)
GROUP BY facility_kind ORDER BY facility_kind
