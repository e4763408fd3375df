SELECT DISTINCT concat_ws(' · ', coalesce(official.name, paired_unit.name), CASE WHEN pairing.role <> 'contact' THEN pairing.role END, posted.name)
FROM pairing
LEFT JOIN official
    ON official.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
LEFT JOIN unit AS paired_unit
    ON paired_unit.unit_id = CASE WHEN responsible_kind = 'unit' THEN responsible_id END
LEFT JOIN posting ON posting.official_id = official.official_id
    AND in_force($as_of, posting.valid_from, posting.valid_to)
LEFT JOIN unit AS posted ON posted.unit_id = posting.unit_id
WHERE target_kind = 'place' AND target_id = $code
  AND in_force($as_of, pairing.valid_from, pairing.valid_to)
ORDER BY 1
