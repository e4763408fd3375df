-- Who covers what is no place, on $scope.as_of: of each kind of thing in scope how many there are, how
-- many somebody is paired with, and how many distinct officials and units that takes; as a whole
-- (role NULL) and by role; NULL where nobody told who covers things of the kind.
WITH thing AS (
    SELECT target_kind, code AS target_id
    FROM things_at($scope)
),
held AS (
    SELECT target_kind, target_id, role, responsible_kind, responsible_id
    FROM pairing SEMI JOIN thing USING (target_kind, target_id)
    WHERE in_force($scope.as_of, valid_from, valid_to)
),
counted AS (
    SELECT target_kind, role, count(DISTINCT target_id) AS covered,
           count(DISTINCT responsible_id) FILTER (responsible_kind = 'official') AS people,
           count(DISTINCT responsible_id) FILTER (responsible_kind = 'unit') AS units
    FROM held GROUP BY GROUPING SETS ((target_kind), (target_kind, role))
)
SELECT target_kind, role, things, CASE WHEN given THEN coalesce(covered, 0) END AS covered,
       CASE WHEN given THEN coalesce(people, 0) END AS people,
       CASE WHEN given THEN coalesce(units, 0) END AS units
FROM (SELECT target_kind, count(*) AS things,
             target_kind IN (SELECT pairing.target_kind FROM pairing) AS given
      FROM thing GROUP BY target_kind)
LEFT JOIN counted USING (target_kind)
ORDER BY list_position(['project', 'enterprise', 'chain'], target_kind), role NULLS FIRST
