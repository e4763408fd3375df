-- The places of $kinds that lie in $parent on $as_of: an area, a village or a community.
SELECT place.code
FROM places_on($as_of) AS place
JOIN lineage ON lineage.code = place.code AND in_force($as_of, lineage.valid_from, lineage.valid_to)
WHERE list_contains($kinds, place.kind)
  AND $parent IN (province_code, city_code, county_code, township_code, village_code, community_code)
ORDER BY place.code
