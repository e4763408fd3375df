-- What is to be said of each place on $scope.as_of that may keep it out of a figure or uncounted, the first
-- that holds: its code is of another time, it lies outside what is asked about, it was exempt, nobody is
-- paired with it, nothing was owed to it, somebody missed it.
WITH owed AS (
    SELECT coalesce(moved.code, target_id) AS code, bool_and(status = 'exempt') AS exempt,
           bool_or(status = 'missed') AS missed
    FROM owed_by_any_rule($scope)
    LEFT JOIN codes_on($scope.as_of) AS moved ON moved.given = target_id
    WHERE target_kind = 'place' GROUP BY 1
),
there AS (SELECT DISTINCT code FROM places_on($scope.as_of)),
asked AS (SELECT code FROM places_at($scope)),
excused AS (
    SELECT DISTINCT subject_id AS code FROM exemption
    WHERE subject_kind = 'place' AND in_force($scope.as_of, valid_from, valid_to)
),
paired AS (
    SELECT DISTINCT target_id AS code FROM pairing
    WHERE target_kind = 'place' AND in_force($scope.as_of, valid_from, valid_to)
),
changed AS (
    SELECT old_code AS code FROM succession WHERE old_to < $scope.as_of
    UNION SELECT new_code FROM succession WHERE old_to >= $scope.as_of
)
SELECT known.code,
       CASE WHEN there.code IS NULL THEN
                CASE WHEN changed.code IS NOT NULL THEN 'merged'
                     WHEN known.begins > $scope.as_of THEN 'not_yet' ELSE 'gone' END
            WHEN asked.code IS NULL THEN 'elsewhere'
            WHEN excused.code IS NOT NULL OR owed.exempt THEN 'exempt'
            WHEN paired.code IS NULL AND EXISTS (FROM pairing WHERE target_kind = 'place') THEN 'unpaired'
            WHEN owed.missed THEN 'missed'
            WHEN owed.code IS NULL AND EXISTS (FROM rule) THEN 'not_owed' END AS standing
FROM (SELECT code, min(coalesce(valid_from, DATE '0001-01-01')) AS begins FROM place GROUP BY code) AS known
LEFT JOIN there USING (code)
LEFT JOIN asked USING (code)
LEFT JOIN excused USING (code)
LEFT JOIN paired USING (code)
LEFT JOIN changed USING (code)
LEFT JOIN owed USING (code)
