-- Once pairings are accepted. Where a cell named several officials, each of them is paired: the first stands in the row already.
INSERT INTO pairing (
    responsible_kind, responsible_id, target_kind, target_id, role, valid_from, valid_to
)
SELECT DISTINCT responsible_kind, also.code, target_kind, target_id, role, valid_from, valid_to
FROM typed
JOIN also USING (_file, _row)
ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
ANTI JOIN pairing ON pairing.responsible_kind = typed.responsible_kind
    AND pairing.responsible_id = also.code AND pairing.target_kind = typed.target_kind
    AND pairing.target_id = typed.target_id AND pairing.role = typed.role
    AND pairing.valid_from IS NOT DISTINCT FROM typed.valid_from
;

-- Where nothing else tells tier and rank, the roster does, should all its rows say the same.
UPDATE posting SET tier = told.tier, rank = told.rank
FROM (
    SELECT official_id, min(tier) AS tier, min(rank) AS rank
    FROM (
        SELECT responsible_id AS official_id, tier, rank FROM typed WHERE responsible_kind = 'official'
        UNION ALL
        SELECT also.code, tier, rank FROM also JOIN typed USING (_file, _row)
    )
    GROUP BY official_id HAVING count(DISTINCT tier) <= 1 AND count(DISTINCT rank) <= 1
) AS told
WHERE posting.official_id = told.official_id AND NOT is_given('posting')
