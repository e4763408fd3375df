-- Who is paired with one thing (project, company, chain) on $as_of, and in which role.
SELECT DISTINCT role, responsible.name AS responsible, posted.name AS unit
FROM pairing
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
LEFT JOIN posting ON posting.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
    AND in_force($as_of, posting.valid_from, posting.valid_to)
LEFT JOIN unit AS posted ON posted.unit_id = posting.unit_id
WHERE target_kind = $kind AND target_id = $code
  AND in_force($as_of, pairing.valid_from, pairing.valid_to)
ORDER BY role, responsible, unit
