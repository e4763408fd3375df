-- One row for each visit owed in scope, exemptions left out; counted: settled by $as_of, in time or made up.
SELECT *, status IN ('done', 'made_up') AS counted FROM owed_at($known_on, $as_of, $nominal_since, $nominal_until, $area, $kinds, $rule, $unit, $attribute)
WHERE status <> 'exempt'
