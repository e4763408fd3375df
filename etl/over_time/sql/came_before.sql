-- Whom the rows of earlier visits named, where no file of this load brings the visit again.
INSERT INTO came
SELECT NULL, NULL, visit_id, official_id, on_behalf_of
FROM (SELECT * REPLACE (known_as('official', official_id) AS official_id,
                        known_as('official', on_behalf_of) AS on_behalf_of)
      FROM earlier.attendance)
SEMI JOIN official USING (official_id)
ANTI JOIN given USING (visit_id)
WHERE from_visit
