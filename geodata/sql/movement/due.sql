-- What falls due after $scope.known_on up to $until, and what is due and still open, in the roster's order.
SELECT county.name AS county, township.name AS township, target.name, owed.kind,
       responsible.name AS responsible, posted.name AS unit, owed.due_on, owed.closes_on, owed.status,
       CASE WHEN streak.target_id IS NULL THEN 0 ELSE streak.amount END AS missed_streak,
       owed.rule_id, owed.township_code, owed.responsible_kind, owed.responsible_id, owed.unit_id, owed.target_kind,
       owed.target_id AS code
FROM ledger_in($scope) AS owed
LEFT JOIN target_names($scope.known_on) AS target
    ON target.target_kind = owed.target_kind AND target.target_id = owed.target_id
LEFT JOIN place_names($scope.known_on) AS county ON county.code = owed.county_code
LEFT JOIN place_names($scope.known_on) AS township ON township.code = owed.township_code
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
LEFT JOIN unit AS posted ON posted.unit_id = owed.unit_id
LEFT JOIN streaks_at($scope.known_on, NULL) AS streak
    ON streak.target_kind = owed.target_kind AND streak.target_id = owed.target_id
WHERE status IN ('upcoming', 'pending') AND due_on <= $until AND list_contains($scope.kinds, owed.kind)
  AND ($scope.rule IS NULL OR rule_id = $scope.rule) AND ($scope.unit IS NULL OR owed.unit_id = $scope.unit)
ORDER BY owed.county_code, owed.township_code, missed_streak DESC NULLS LAST, owed.target_id, owed.due_on,
         owed.responsible_id
