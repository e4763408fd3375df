-- One row for each matter proposed in the window and closed at least once; counted: reopened.
SELECT *, times_reopened > 0 AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until AND closed_on IS NOT NULL
