-- What had happened to one matter by $as_of.
SELECT happened_on, event, unit.name AS unit, official.name AS official, new_due_on, satisfaction, note
FROM matter_event
LEFT JOIN unit USING (unit_id)
LEFT JOIN official USING (official_id)
WHERE matter_id = $matter_id AND happened_on <= $as_of
ORDER BY seq
