-- One row for each service asked for in the window; counted: closed on the day it was asked for.
SELECT *, state = 'closed' AND closed_on = proposed_on AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until AND matter_kind = 'service'
