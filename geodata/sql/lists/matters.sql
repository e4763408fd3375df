-- Matters in view: those open on $scope.as_of and those closed in the window, the longest overdue first.
-- One that was opened again is not closed.
SELECT found.code, title, matter_kind, target_kind, target_id,
       coalesce(named.name, target_id) AS place, county.name AS county,
       state, unit.name AS lead_unit, proposed_on, due_on, is_overdue, days_overdue, was_late,
       times_reopened, CASE WHEN state = 'closed' THEN closed_on END AS closed_on,
       satisfaction
FROM matters_in_view($scope) AS found
LEFT JOIN target_names($scope.as_of) AS named USING (target_kind, target_id)
LEFT JOIN unit ON unit.unit_id = found.unit_id
LEFT JOIN place_names($scope.as_of) AS county ON county.code = found.county_code
WHERE ($show = 'all' OR ($show = 'open' AND is_open(state)) OR is_overdue)
  AND ($kinds IS NULL OR target_kind = 'place'
       AND target_id IN (SELECT of_kind.code FROM place AS of_kind WHERE list_contains($kinds, of_kind.kind)))
ORDER BY days_overdue DESC NULLS LAST, due_on, found.code
