-- What was and will be owed to a place ($codes: its own and those it took over, each to a day of
-- $ends) and falls due from $since to $until, with its status on $as_of; the latest first.
SELECT due_on, status, rule_id, rule.role, responsible.name AS official,
       nominal_on, closes_on, settled_on, target_id
FROM obligation_at($as_of) AS owed
JOIN (SELECT unnest($codes::VARCHAR[]) AS target_id, unnest($ends::DATE[]) AS last_on) AS mine
    USING (target_id)
LEFT JOIN rule USING (rule_id)
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
WHERE target_kind = 'place' AND due_on <= last_on AND due_on BETWEEN $since AND $until
ORDER BY due_on DESC, rule_id, target_id, official, nominal_on
