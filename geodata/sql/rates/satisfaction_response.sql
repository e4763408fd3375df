-- One row for each matter proposed in the window and closed; counted: rated.
SELECT *, satisfaction IS NOT NULL AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until AND state = 'closed'
