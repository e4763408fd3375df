SELECT rule_id, nominal_on, due_on, closes_on, status, settled_on,
       coalesce(official.name, unit.name) AS official
FROM obligation_at($as_of)
LEFT JOIN official ON responsible_kind = 'official' AND official.official_id = responsible_id
LEFT JOIN unit ON responsible_kind = 'unit' AND unit.unit_id = responsible_id
WHERE target_kind = 'place' AND target_id = $code AND due_on <= $as_of
ORDER BY due_on DESC, rule_id, official
