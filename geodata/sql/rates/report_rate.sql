-- One row for each township, rule and workday whose window is over; counted: it reported.
SELECT township_code AS code, any_value(place.name) AS name, rule_id, due_on,
       any_value(province_code) AS province_code, any_value(city_code) AS city_code,
       any_value(county_code) AS county_code, township_code, bool_or(reported) AS counted
FROM owed_at($as_of, $since, $until, $area, $kinds, $rule, $unit, $attribute)
JOIN rule USING (rule_id)
LEFT JOIN (SELECT code, any_value(name) AS name FROM place GROUP BY code) AS place
    ON place.code = township_code
WHERE rule.reported_by = 'place_township' AND township_code IS NOT NULL AND closes_on < $as_of
GROUP BY rule_id, due_on, township_code
