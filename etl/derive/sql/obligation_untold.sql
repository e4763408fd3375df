-- By rule: how many of the visits owed nobody could ever report, so that none of them can be told to
-- be missed; and all of them. A township reports by a unit of its own, under any code it had, or,
-- where the city gives no reports at all, by any visit to it.
WITH reporting AS (
    SELECT place_code AS code FROM unit WHERE place_code IS NOT NULL
    UNION
    SELECT new_code FROM unit JOIN succession ON old_code = place_code WHERE NOT is_split
    UNION
    SELECT old_code FROM unit JOIN succession ON new_code = place_code WHERE NOT is_split
),
owed AS (
    SELECT coalesce(rule.name, rule_id) AS rule,
           CASE WHEN township_code IS NOT NULL 
                     AND (reported_by = 'place_township' OR (responsible_kind = 'official' AND posted.official_id IS NULL))
                THEN reporting.code IS NULL AND EXISTS (FROM report)
                ELSE responsible_kind = 'official' AND posted.official_id IS NULL END AS untold
    FROM obligation
    JOIN rule USING (rule_id)
    LEFT JOIN (SELECT DISTINCT official_id FROM posting) AS posted
        ON posted.official_id = responsible_id
    LEFT JOIN reporting ON reporting.code = township_code
    WHERE NOT exempt
)
SELECT rule, count(*) FILTER (untold), count(*)
FROM owed GROUP BY rule HAVING bool_or(untold) ORDER BY rule
