-- Whoever was known by name alone in the snapshot before and came to a visit of then or was paired,
-- which stays.
INSERT INTO official (official_id, name)
SELECT official_id, name FROM earlier.official
SEMI JOIN (
    SELECT official_id FROM earlier.attendance
    UNION ALL
    SELECT responsible_id FROM earlier.pairing
    WHERE responsible_kind = 'official' AND getvariable('has_pairings')
) AS past USING (official_id)
WHERE NOT is_given('official');

INSERT INTO unit (unit_id, name)
SELECT unit_id, name FROM earlier.unit
SEMI JOIN (
    SELECT unit_id FROM earlier.posting SEMI JOIN official USING (official_id)
    UNION ALL
    SELECT responsible_id FROM earlier.pairing
    WHERE responsible_kind = 'unit' AND getvariable('has_pairings')
) AS needed USING (unit_id)
WHERE NOT is_given('unit');

INSERT INTO posting (official_id, unit_id, tier, rank)
SELECT official_id, unit_id, tier, rank FROM earlier.posting
SEMI JOIN official USING (official_id)
SEMI JOIN unit USING (unit_id)
WHERE valid_to IS NULL AND NOT is_given('posting')
  AND NOT EXISTS (FROM earlier.load_log WHERE table_name = 'posting');

INSERT INTO unlisted
SELECT official_id, official.name, person.plain, coalesce(office.plain, ''), false
FROM official
JOIN plain AS person ON person.written = official.name
LEFT JOIN posting USING (official_id)
LEFT JOIN unit USING (unit_id)
LEFT JOIN plain AS office ON office.written = unit.name;

-- The list of pairings of then, which stays, is a list still.
INSERT INTO known_by_list
SELECT DISTINCT responsible_id FROM earlier.pairing
SEMI JOIN official ON official_id = responsible_id
WHERE responsible_kind = 'official' AND getvariable('has_pairings');
