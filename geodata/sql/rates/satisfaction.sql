-- One row for each matter proposed in the window, closed and rated; counted: 4 or 5 of 5.
SELECT *, satisfaction >= 4 AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until AND state = 'closed' AND satisfaction IS NOT NULL
