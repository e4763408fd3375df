-- Whoever was known by name alone in the snapshot before and came to a visit of then, which stays.
INSERT INTO official (official_id, name)
SELECT official_id, name FROM earlier.official
SEMI JOIN earlier.attendance USING (official_id)
WHERE NOT is_given('official');

INSERT INTO unit (unit_id, name)
SELECT unit_id, name FROM earlier.unit
SEMI JOIN (SELECT unit_id FROM earlier.posting SEMI JOIN official USING (official_id)) AS needed
    USING (unit_id)
WHERE NOT is_given('unit');

INSERT INTO posting
SELECT * FROM earlier.posting
SEMI JOIN official USING (official_id)
SEMI JOIN unit USING (unit_id)
WHERE NOT is_given('posting')
  AND NOT EXISTS (FROM earlier.load_log WHERE table_name = 'posting');

INSERT INTO unlisted
SELECT official_id, official.name, person.plain, coalesce(office.plain, ''), false
FROM official
JOIN plain AS person ON person.written = official.name
LEFT JOIN posting USING (official_id)
LEFT JOIN unit USING (unit_id)
LEFT JOIN plain AS office ON office.written = unit.name
