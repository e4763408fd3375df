-- The matters of one project, company or chain that were known on $as_of, the latest first. One that
-- was opened again is not closed.
SELECT title, matter_kind, state, unit.name AS lead_unit, proposed_on, due_on, days_overdue,
       CASE WHEN state = 'closed' THEN closed_on END AS closed_on, satisfaction
FROM matters_on($as_of) AS found
LEFT JOIN unit USING (unit_id)
WHERE target_kind = $kind AND target_id = $code
ORDER BY proposed_on DESC, found.code
