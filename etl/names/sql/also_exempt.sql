-- Once exemptions are accepted: where a cell named several officials, each of them is exempt.
INSERT INTO exemption (subject_kind, subject_id, valid_from, valid_to, reason)
SELECT DISTINCT subject_kind, also.code, typed.valid_from, typed.valid_to, typed.reason
FROM typed
JOIN also USING (_file, _row)
ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
ANTI JOIN exemption ON exemption.subject_kind = typed.subject_kind
    AND exemption.subject_id = also.code
    AND exemption.valid_from IS NOT DISTINCT FROM typed.valid_from
