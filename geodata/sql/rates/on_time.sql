-- One row for each visit owed in scope, exemptions left out; counted: settled by its due day.
SELECT *, status = 'done' AS counted FROM owed_at($scope)
WHERE status <> 'exempt'
