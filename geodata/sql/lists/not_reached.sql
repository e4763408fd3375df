-- What was owed on one workday and is not settled by $as_of, exemptions left out.
SELECT target_id AS code, place.name, owed.kind, county.name AS county, township.name AS township,
       rule_id, status, coalesce(official.name, unit.name) AS responsible
FROM obligation_at($as_of) AS owed
LEFT JOIN (SELECT code, any_value(name) AS name FROM place GROUP BY code) AS place ON place.code = target_id
LEFT JOIN (SELECT code, any_value(name) AS name FROM place GROUP BY code) AS county ON county.code = county_code
LEFT JOIN (SELECT code, any_value(name) AS name FROM place GROUP BY code) AS township ON township.code = township_code
LEFT JOIN official
    ON official.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
LEFT JOIN unit
    ON unit.unit_id = CASE WHEN responsible_kind = 'unit' THEN responsible_id END
WHERE due_on = $day AND status NOT IN ('done', 'made_up', 'exempt')
  AND lies_in($area, province_code, city_code, county_code, township_code)
  AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, $as_of, $attribute)
ORDER BY county_code, township_code, target_id
