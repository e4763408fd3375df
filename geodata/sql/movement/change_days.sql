-- The days after $known up to $until on which the neglect of any place can change if nobody goes anywhere:
-- a threshold is passed, a round falls due or closes, a validity begins or ends.
SELECT DISTINCT day FROM (
    SELECT last_visit_on + $threshold + 1 AS day FROM last_visits($known)
    UNION ALL SELECT unnest([due_on, closes_on + 1, closes_on + $threshold + 1]) FROM rule_date
    UNION ALL SELECT unnest([valid_from, valid_to + 1]) FROM (
        SELECT valid_from, valid_to FROM pairing UNION ALL SELECT valid_from, valid_to FROM posting
        UNION ALL SELECT valid_from, valid_to FROM exemption UNION ALL SELECT valid_from, valid_to FROM place
        UNION ALL SELECT valid_from, valid_to FROM lineage UNION ALL SELECT valid_from, valid_to FROM rule
        UNION ALL SELECT valid_from, valid_to FROM place_attribute
        UNION ALL SELECT valid_from, valid_to FROM succession)
    UNION ALL SELECT due_on + 1 FROM matters_on($known) WHERE target_kind = 'place' AND is_open(state)
    UNION ALL SELECT unnest([make_date(year, 1, 1), make_date(year + 1, 1, 1)]) FROM rule_unknown_year
) WHERE day > $known AND day <= $until
ORDER BY day
