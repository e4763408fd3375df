-- One row for each matter proposed in the window that has a due day and is closed or overdue;
-- counted: closed, and never late.
SELECT *, NOT was_late AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until AND due_on IS NOT NULL AND (state = 'closed' OR is_overdue)
