SELECT rule_id, nominal_on, due_on, closes_on, status, settled_on,
       coalesce(official.name, unit.name) AS official
FROM obligation_at($as_of)
LEFT JOIN official
    ON official.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
LEFT JOIN unit
    ON unit.unit_id = CASE WHEN responsible_kind = 'unit' THEN responsible_id END
WHERE target_kind = 'place' AND target_id = $code AND due_on <= $as_of
ORDER BY due_on DESC, rule_id, official
