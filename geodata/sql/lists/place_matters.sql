-- The matters of a place as they stood on $as_of ($codes: its own and those it took over): overdue
-- ones first, then the other open ones, then the closed, the latest of each first. One that was
-- opened again has neither been accepted nor closed: when it was is told by its events.
SELECT found.code, title, matter_kind, state, is_overdue, days_overdue, unit.name AS lead_unit,
       proposed_on, due_on,
       CASE WHEN state IN ('accepted', 'closed') THEN accepted_on END AS accepted_on,
       CASE WHEN state = 'closed' THEN closed_on END AS closed_on,
       satisfaction, times_reopened
FROM matters_on($as_of) AS found
JOIN (SELECT unnest($codes::VARCHAR[]) AS target_id) AS mine USING (target_id)
LEFT JOIN unit USING (unit_id)
LEFT JOIN (
    SELECT matter_id AS code, max(happened_on) AS accepted_on FROM matter_event
    WHERE event = 'accepted' AND happened_on <= $as_of GROUP BY matter_id
) AS acceptance ON acceptance.code = found.code
WHERE target_kind = 'place'
ORDER BY is_overdue DESC, state = 'closed', days_overdue DESC, coalesce(found.closed_on, proposed_on) DESC,
         found.code
