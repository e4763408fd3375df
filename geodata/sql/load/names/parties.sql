-- Fill `candidate` with the units, projects, companies, chains and officials that each `ask` may mean; an official, where
-- a unit is named too, on the days of being posted to it.
CREATE OR REPLACE TEMP TABLE party AS
SELECT what, code, name, plain FROM (
    SELECT 'official' AS what, official_id AS code, name FROM official
    UNION ALL SELECT 'unit', unit_id, name FROM unit
    UNION ALL SELECT 'project', project_id, name FROM project
    UNION ALL SELECT 'enterprise', enterprise_id, name FROM enterprise
    UNION ALL SELECT 'chain', chain_id, name FROM chain
) JOIN plain ON name = plain.written WHERE plain <> '';

CREATE OR REPLACE TEMP TABLE person AS
SELECT id, party.code, posting.valid_from, posting.valid_to, 0 AS further
FROM ask
JOIN party AS office ON office.what = 'unit' AND office.plain = plain_unit
JOIN posting ON posting.unit_id = office.code
JOIN party ON party.what = 'official' AND party.code = posting.official_id AND party.plain = ask.plain
WHERE ask.what = 'official'
UNION ALL
SELECT id, unlisted.code, NULL, NULL, CASE WHEN unlisted.plain_unit = '' THEN 2 ELSE 0 END
FROM ask JOIN unlisted USING (plain)
WHERE ask.what = 'official' AND unlisted.plain_unit IN (ask.plain_unit, '')
UNION ALL  -- nothing is told of where they serve, so nothing speaks against it
SELECT id, party.code, NULL, NULL, 2
FROM ask JOIN party USING (what, plain)
ANTI JOIN posting ON posting.official_id = party.code
WHERE what = 'official' AND plain_unit IS NOT NULL;

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
