-- Dismissals that fit no row: their visit is not there, or their rule checked it in this period and does not
-- doubt it. In the place of found stand the rows of all rules.
SELECT dismissal.visit_id, dismissal.rule, reason, dismissed_by, dismissed_on
FROM dismissal
LEFT JOIN ({found}) AS found ON found.visit_id = dismissal.visit_id AND found.rule = dismissal.rule
WHERE dismissal.visit_id NOT IN (SELECT visit_id FROM visit)
   OR (found.visit_id IS NULL AND dismissal.visit_id IN (SELECT checked.visit_id FROM visits_checked($scope) AS checked))
   OR NOT found.doubtful
ORDER BY dismissal.visit_id, dismissal.rule
