-- Where no table tells where officials serve, they serve where lists of before said, and these units
-- are known still.
INSERT INTO unit (unit_id, name)
SELECT unit_id, any_value(name) FROM earlier.unit
SEMI JOIN (
    SELECT unit_id FROM earlier.posting
    WHERE known_as('official', official_id) IN (SELECT official_id FROM official)
) AS needed USING (unit_id)
ANTI JOIN unit AS known USING (unit_id)
WHERE NOT is_given('unit') GROUP BY unit_id;

INSERT INTO posting (official_id, unit_id, tier, rank)
SELECT DISTINCT known_as('official', official_id) AS today, known_as('unit', unit_id), tier, rank
FROM earlier.posting
WHERE valid_to IS NULL AND NOT is_given('posting')
  AND known_as('official', official_id) IN (SELECT official_id FROM official)
  AND known_as('unit', unit_id) IN (SELECT unit_id FROM unit)
  AND NOT EXISTS (FROM earlier.load_log WHERE table_name = 'posting')
