-- How many matters of the window are closed, and how many distinct units, leading or with them,
-- that took.
SELECT count(DISTINCT found.code) AS matters, count(DISTINCT matter_unit.unit_id) AS units
FROM matters_at($scope) AS found
LEFT JOIN matter_unit ON matter_unit.matter_id = found.code
WHERE found.proposed_on BETWEEN $scope.since AND $scope.as_of AND found.state = 'closed'
