-- One row for each visit owed in scope, exemptions left out; counted: settled by its due day.
SELECT *, status = 'done' AS counted FROM owed_at($known_on, $as_of, $nominal_since, $nominal_until, $area, $kinds, $rule, $unit, $attribute)
WHERE status <> 'exempt'
