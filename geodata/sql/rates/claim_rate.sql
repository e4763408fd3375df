-- One row for each matter proposed in the window; counted: claimed by $as_of and not handed back.
SELECT *, is_claimed AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until
