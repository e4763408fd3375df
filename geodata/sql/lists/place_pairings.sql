-- Who is paired with a place on $as_of, and who was before, the latest first; the unit is that of
-- the posting on $as_of, or else on the last day of the pairing.
WITH mine AS (
    SELECT *, least(coalesce(valid_to, $as_of), $as_of) AS last_on
    FROM pairing
    WHERE target_kind = 'place' AND target_id = $code
      AND coalesce(valid_from, DATE '0001-01-01') <= $as_of
)
SELECT in_force($as_of, mine.valid_from, mine.valid_to) AS is_now, role,
       responsible.name AS official,
       string_agg(DISTINCT posted.name, '、' ORDER BY posted.name) AS unit,
       mine.valid_from AS since, CASE WHEN mine.valid_to < $as_of THEN mine.valid_to END AS until
FROM mine
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
LEFT JOIN posting ON posting.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
    AND in_force(last_on, posting.valid_from, posting.valid_to)
LEFT JOIN unit AS posted ON posted.unit_id = posting.unit_id
GROUP BY ALL
ORDER BY is_now DESC, until DESC NULLS FIRST, role, official, since DESC NULLS LAST
