-- One row for each matter proposed in the window; counted: closed on $as_of.
SELECT *, state = 'closed' AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until
