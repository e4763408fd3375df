-- The matters proposed in the window by $by, their way of handling (六办) or the hand taken in them
-- (领办、协办、督办、催办), as they stand on $scope.as_of: raised, closed, and closed nobody knows when.
SELECT CASE $by WHEN 'hand' THEN hand ELSE handling END AS way, count(*) AS raised,
       count(*) FILTER (found.state = 'closed') AS closed_of_raised,
       count(*) FILTER (found.state = 'unknown') AS undated
FROM matters_at($scope) AS found
JOIN matter ON matter.matter_id = found.code
WHERE found.proposed_on BETWEEN $scope.since AND $scope.as_of
GROUP BY way
ORDER BY list_position(['immediate', 'initiative', 'doorstep', 'tracked', 'public', 'joint',
                        'lead', 'co', 'supervise', 'urge'], way)
