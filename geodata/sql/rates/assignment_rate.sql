-- One row for each matter proposed in the window; counted: handed to a named unit by $as_of.
SELECT *, is_assigned AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until
