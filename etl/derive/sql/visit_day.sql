-- On which days each visit counts: the nominal days of the rounds it settles, else its own. A round
-- whose window is a whole period has no workday of its own, and what settles it counts on its day.
-- Of a visit whose month alone is known that is any day of the month.
INSERT INTO visit_day
SELECT DISTINCT visit_id, target_kind, target_id, visited_on, coalesce(nominal_on, visited_on) AS counts_on,
       CASE WHEN is_month_only AND nominal_on IS NULL THEN last_day(visited_on) ELSE counts_on END AS counts_to
FROM visit
LEFT JOIN (
    SELECT visit_id, nominal_on FROM obligation
    SEMI JOIN (SELECT rule_id FROM rule WHERE opens <> 'period') AS dated USING (rule_id)
    WHERE visit_id IS NOT NULL
) AS settled USING (visit_id)
ORDER BY counts_on, target_id, visit_id
