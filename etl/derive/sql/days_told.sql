-- The days of visits by kind of what was visited, and those of reports.
SELECT DISTINCT coalesce(kind, target_kind), visited_on
FROM visit LEFT JOIN (SELECT code, any_value(kind) AS kind FROM place GROUP BY code) AS place
    ON target_kind = 'place' AND code = target_id
UNION
SELECT 'report', day FROM report
