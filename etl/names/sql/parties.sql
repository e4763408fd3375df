-- Fill `candidate` with the units, projects, companies, chains and officials that each `ask` may mean; an official, where
-- a unit is named too, on the days of being posted to it.
CREATE OR REPLACE TEMP TABLE party AS
SELECT what, code, name, plain FROM (
    SELECT 'official' AS what, official_id AS code, name FROM official WHERE is_known(official_id)
    UNION ALL SELECT 'unit', unit_id, name FROM unit
    UNION ALL SELECT 'project', project_id, name FROM project
    UNION ALL SELECT 'enterprise', enterprise_id, name FROM enterprise
    UNION ALL SELECT 'chain', chain_id, name FROM chain
) JOIN plain ON name = plain.written WHERE plain <> '';

-- A unit that is written shorter or longer (教育局, 夏邑县教育局) is the same one, of people of one name.
CREATE OR REPLACE TEMP TABLE person AS
SELECT id, party.code, posting.valid_from, posting.valid_to,
       CASE WHEN office.plain = plain_unit THEN 0 ELSE 1 END AS further
FROM ask
JOIN party ON party.what = 'official' AND party.plain = ask.plain
JOIN posting ON posting.official_id = party.code
JOIN party AS office ON office.what = 'unit' AND office.code = posting.unit_id
    AND is_same_unit(office.plain, plain_unit)
WHERE ask.what = 'official'
UNION ALL
SELECT id, unlisted.code, NULL, NULL, CASE WHEN unlisted.plain_unit = '' THEN 2 ELSE 0 END
FROM ask JOIN unlisted USING (plain)
WHERE ask.what = 'official' AND unlisted.plain_unit IN (ask.plain_unit, '')
  AND is_known(unlisted.code)
UNION ALL  -- nothing is told of where they serve, so nothing speaks against it
SELECT id, party.code, NULL, NULL, 2
FROM ask JOIN party USING (what, plain)
ANTI JOIN posting ON posting.official_id = party.code
WHERE what = 'official' AND plain_unit IS NOT NULL
UNION ALL  -- a unit beside several names need not be that of each
SELECT id, party.code, NULL, NULL, 4
FROM ask JOIN party USING (what, plain)
WHERE what = 'official' AND plain_unit IS NOT NULL AND NOT is_firm;

INSERT INTO candidate
SELECT id, party.code, NULL, NULL, NULL, CASE WHEN ask.written = name THEN 1 ELSE 2 END
FROM ask JOIN party USING (what, plain)
WHERE NOT (what = 'official' AND plain_unit IS NOT NULL)
UNION ALL  -- an id under the header of a name
SELECT id, party.code, NULL, NULL, NULL, 1 FROM ask JOIN party USING (what) WHERE party.code = ask.written
UNION ALL
SELECT person.id, person.code, person.valid_from, person.valid_to, NULL,
       further + CASE WHEN ask.written = party.name THEN 1 ELSE 2 END
FROM person JOIN ask USING (id) JOIN party ON party.what = 'official' AND party.code = person.code
UNION ALL  -- an alias goes before every other match
SELECT id, party.code, NULL, NULL, NULL, 0
FROM ask
JOIN plain AS called ON called.plain = ask.plain
JOIN alias ON alias.name = called.written
JOIN party ON party.what = 'official'
    AND (party.code = alias.official_id OR party.name = alias.official_name)
LEFT JOIN plain AS office ON office.written = alias.unit_name
WHERE ask.what = 'official' AND (
    alias.unit_name IS NULL OR party.code IN (
        SELECT official_id FROM posting JOIN party AS serves
            ON serves.what = 'unit' AND serves.code = posting.unit_id
        WHERE is_same_unit(serves.plain, office.plain)));

-- Whoever is gone from the register of today is meant only where nobody of today is.
UPDATE candidate SET class = class + 10
FROM ask JOIN former USING (what)
WHERE ask.id = candidate.id AND former.code = candidate.code
