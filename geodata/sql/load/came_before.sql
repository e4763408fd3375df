-- Whom the rows of earlier visits named, where no file of this load brings the visit again.
INSERT INTO came
SELECT NULL, NULL, visit_id, official_id
FROM earlier.attendance SEMI JOIN official USING (official_id)
ANTI JOIN given USING (visit_id)
WHERE from_visit
