-- Where a cell named several officials, each of them is paired: the first stands in the row already.
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
