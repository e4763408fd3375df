-- One row for each place in scope; counted: visited at least once in the period. Of those not counted,
-- status says where a visit may have been or still come: nobody reported, or its window is open.
SELECT place.*, last_visit_on, visited.code IS NOT NULL AS counted,
       CASE WHEN visited.code IS NOT NULL THEN 'done' WHEN unreported THEN 'no_report'
            WHEN owed.open THEN 'pending' ELSE 'missed' END AS status
FROM places_at($scope) AS place
LEFT JOIN visited_in($scope) AS visited
    ON visited.code = place.code
LEFT JOIN last_visits($scope.as_of) AS latest ON latest.code = place.code
LEFT JOIN untold_in($scope) AS owed ON owed.code = place.code
