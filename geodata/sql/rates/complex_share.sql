-- One row for each matter proposed in the window; counted: several units handle it.
SELECT *, is_complex AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $as_of
