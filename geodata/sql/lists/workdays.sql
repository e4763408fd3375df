-- The workdays the rules call between two days, latest first, each with its rules.
SELECT due_on, list(DISTINCT rule_id ORDER BY rule_id) AS rules
FROM rule_date SEMI JOIN obligation USING (rule_id, due_on)
WHERE due_on <= $until AND due_on >= $since
GROUP BY due_on ORDER BY due_on DESC
