-- The matters of one place that were known on $as_of, the latest first.
SELECT title, matter_kind, state, unit.name AS lead_unit, proposed_on, due_on, days_overdue, closed_on
FROM matters_at($as_of, NULL, NULL, 'place', NULL, NULL) AS found
LEFT JOIN unit USING (unit_id)
WHERE target_id = $code
ORDER BY proposed_on DESC, found.code
