-- Who goes where on a workday: what is due on it, and what is still open from before, the places
-- that were missed longest first. The ids travel along, so that the filled-in list can be loaded.
WITH owed AS (
    SELECT * FROM obligation_at($as_of)
    WHERE status IN ('upcoming', 'pending') AND target_kind = 'place'
      AND opens_on <= $day AND closes_on >= $day
      AND lies_in($area, province_code, city_code, county_code, township_code)
      AND has_attribute(target_id, $as_of, $attribute)
      AND ($kinds IS NULL OR list_contains($kinds, kind)) AND ($rule IS NULL OR rule_id = $rule)
      AND ($unit IS NULL OR unit_id = $unit)
),
names AS (SELECT code, arg_max(name, coalesce(valid_from, DATE '0001-01-01')) AS name FROM place GROUP BY code)
SELECT county.name AS county, township.name AS township, place.name, owed.kind,
       coalesce(official.name, responsible_unit.name) AS responsible, posted.name AS unit,
       coalesce(streak.amount, 0) AS missed_streak, last_visit_on,
       date_diff('day', last_visit_on, $day) AS days,
       count(*) OVER (PARTITION BY owed.target_id) AS open_obligations,
       owed.rule_id, owed.due_on, owed.closes_on, owed.responsible_kind, owed.responsible_id,
       owed.target_id AS code, reporter.unit_id AS reporting_unit_id
FROM owed
LEFT JOIN names AS place ON place.code = owed.target_id
LEFT JOIN names AS county ON county.code = owed.county_code
LEFT JOIN names AS township ON township.code = owed.township_code
LEFT JOIN official
    ON official.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
LEFT JOIN unit AS responsible_unit
    ON responsible_unit.unit_id = CASE WHEN responsible_kind = 'unit' THEN responsible_id END
LEFT JOIN unit AS posted ON posted.unit_id = owed.unit_id
LEFT JOIN (SELECT place_code, min(unit_id) AS unit_id FROM unit GROUP BY place_code) AS reporter
    ON reporter.place_code = owed.township_code
LEFT JOIN last_visits($as_of) AS seen ON seen.code = owed.target_id
LEFT JOIN streaks_at($as_of, NULL) AS streak ON streak.target_id = owed.target_id
ORDER BY owed.county_code, owed.township_code, missed_streak DESC, days DESC NULLS FIRST,
         open_obligations DESC, owed.target_id, owed.responsible_id
