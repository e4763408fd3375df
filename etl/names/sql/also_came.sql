-- Once attendance is accepted: where a cell named several officials, each of them came.
INSERT INTO attendance (visit_id, official_id)
SELECT DISTINCT typed.visit_id, also.code
FROM typed
JOIN also USING (_file, _row)
ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
ANTI JOIN attendance ON attendance.visit_id = typed.visit_id AND attendance.official_id = also.code
