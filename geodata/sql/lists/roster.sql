-- Who goes where on a workday: what is due on it, and what is still open from before, the targets
-- that were missed longest first. The ids travel along, so that the filled-in list can be loaded.
WITH owed AS (
    SELECT * FROM ledger_in($scope)
    WHERE status IN ('upcoming', 'pending')
      AND opens_on <= $day AND closes_on >= $day
      AND ($kinds IS NULL OR list_contains($kinds, kind)) AND ($scope.rule IS NULL OR rule_id = $scope.rule)
      AND ($scope.unit IS NULL OR unit_id = $scope.unit)
),
names AS (FROM place_names($scope.known_on)),
seen AS (
    SELECT 'place' AS target_kind, code AS target_id, last_visit_on FROM last_visits($scope.known_on)
    UNION ALL FROM things_visited($scope.known_on)
)
SELECT county.name AS county, township.name AS township, owed.township_code,
       target.name, owed.kind,
       responsible.name AS responsible, posted.name AS unit,
       CASE WHEN streak.target_id IS NULL THEN 0 ELSE streak.amount END AS missed_streak, last_visit_on,
       CASE WHEN unheard.code IS NULL THEN date_diff('day', last_visit_on, $day) END AS days,
       count(*) OVER (PARTITION BY owed.target_kind, owed.target_id) AS open_obligations,
       owed.rule_id, owed.due_on, owed.closes_on, owed.responsible_kind, owed.responsible_id,
       owed.target_kind, owed.target_id AS code, reporter.unit_id AS reporting_unit_id
FROM owed
LEFT JOIN target_names($scope.known_on) AS target
    ON target.target_kind = owed.target_kind AND target.target_id = owed.target_id
LEFT JOIN names AS county ON county.code = owed.county_code
LEFT JOIN names AS township ON township.code = owed.township_code
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
LEFT JOIN unit AS posted ON posted.unit_id = owed.unit_id
LEFT JOIN (SELECT place_code, min(unit_id) AS unit_id FROM unit GROUP BY place_code) AS reporter
    ON reporter.place_code = owed.township_code
LEFT JOIN seen ON seen.target_kind = owed.target_kind AND seen.target_id = owed.target_id
LEFT JOIN streaks_at($scope.known_on, NULL) AS streak
    ON streak.target_kind = owed.target_kind AND streak.target_id = owed.target_id
LEFT JOIN unheard_at($scope.known_on) AS unheard
    ON unheard.code = CASE owed.target_kind WHEN 'place' THEN owed.target_id END
ORDER BY owed.county_code, owed.township_code, missed_streak DESC NULLS LAST, days DESC NULLS FIRST,
         open_obligations DESC, owed.target_id, owed.responsible_id
