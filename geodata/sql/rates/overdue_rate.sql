-- One row for each matter open on $as_of, whenever it was proposed; counted: overdue.
SELECT *, is_overdue AS counted FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE state <> 'closed'
