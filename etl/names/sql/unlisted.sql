-- Where the city gives no table of units, or none of officials, whoever a row names is one. An official
-- is then a name and, where the row tells one, a unit: two of one name in two units are two people.
-- A name without a unit is whoever bears it. A unit with a name that is known without one says where
-- they serve, but where rosters name several units they name several people. A unit that is written
-- shorter or longer (教育局, 夏邑县教育局) is the same one, where that leads to one person.
-- Where a list of people is given, a row of another table makes nobody, unless it names a unit that is
-- paired itself: then whoever comes from there is of that unit. Of several names in a list's cell
-- those that it knows elsewhere are no new people of the unit beside them.
CREATE OR REPLACE TEMP TABLE newcomer AS
SELECT DISTINCT what, asking.code, ask.written, plain, unit,
       CASE WHEN what = 'unit' OR is_firm OR getvariable('is_roster') THEN plain_unit END AS plain_unit,
       is_firm,
       getvariable('is_roster') OR NOT has_list() OR (is_firm AND plain_unit IN (
           SELECT plain FROM pairing JOIN unit ON unit_id = responsible_id JOIN plain ON name = written
           WHERE responsible_kind = 'unit')) AS may_make
FROM asking JOIN ask USING (id)
-- a number is nobody's name, nor is it kept of a row that is put aside
WHERE masked(ask.written, '') = ask.written AND coalesce(masked(unit, '') = unit, true)
  AND plain <> '' AND (what = 'unit' AND plain NOT IN (
    '无', '暂无', '没有', '待定', '未定', '待安排', '空缺', '缺', '不详', '同上')
    OR what = 'official' AND is_name AND NOT is_behalf);

INSERT INTO unit (unit_id, name)
SELECT code, min(written) FROM newcomer
ANTI JOIN unit ON unit_id = code
WHERE what = 'unit' AND code IS NOT NULL AND NOT is_given('unit')
GROUP BY code HAVING count(DISTINCT plain) = 1;

INSERT INTO unit (unit_id, name)
SELECT left(md5(plain), 20), min(written) FROM newcomer
ANTI JOIN (SELECT plain FROM unit JOIN plain ON name = written) AS known USING (plain)
WHERE what = 'unit' AND code IS NULL AND NOT is_given('unit')
GROUP BY plain;

CREATE OR REPLACE TEMP TABLE person_named AS
SELECT newcomer.code, newcomer.written, newcomer.plain, coalesce(plain_unit, '') AS plain_unit,
       is_firm, may_make
FROM newcomer
WHERE what = 'official' AND NOT is_given('official')
  AND (plain_unit IS NULL OR NOT is_given('unit')
       OR plain_unit IN (SELECT plain FROM unit JOIN plain ON name = written));

DELETE FROM person_named AS several
WHERE NOT is_firm AND plain_unit <> '' AND (
    plain IN (SELECT plain FROM unlisted)
    OR plain IN (SELECT plain FROM person_named WHERE is_firm OR plain_unit = ''));

UPDATE unlisted SET plain_unit = claim.plain_unit
FROM (
    SELECT plain, min(plain_unit) AS plain_unit FROM person_named
    ANTI JOIN (SELECT plain FROM unlisted WHERE plain_unit <> '') AS known USING (plain)
    WHERE code IS NULL AND plain_unit <> '' AND may_make GROUP BY plain HAVING count(DISTINCT plain_unit) = 1
) AS claim
WHERE unlisted.plain = claim.plain AND unlisted.plain_unit = '';

INSERT INTO unlisted
SELECT code, min(written), plain, plain_unit, false FROM person_named
SEMI JOIN (SELECT code FROM person_named GROUP BY code HAVING count(DISTINCT plain) = 1) AS told USING (code)
ANTI JOIN unlisted USING (code, plain_unit)
WHERE code IS NOT NULL AND may_make GROUP BY code, plain, plain_unit;

INSERT INTO unlisted
SELECT min(code), min(written), plain, plain_unit, true
FROM (
    SELECT person_named.written, plain, person_named.plain_unit, known.code
    FROM person_named JOIN unlisted AS known USING (plain)
    WHERE person_named.code IS NULL
      AND is_same_unit(known.plain_unit, person_named.plain_unit)
)
ANTI JOIN unlisted AS same USING (plain, plain_unit)
GROUP BY plain, plain_unit HAVING count(DISTINCT code) = 1;

INSERT INTO unlisted
SELECT left(md5(concat_ws(chr(31), plain, plain_unit)), 20), min(written), plain, plain_unit, false
FROM person_named
ANTI JOIN unlisted AS same USING (plain, plain_unit)
ANTI JOIN (SELECT plain FROM unlisted WHERE plain_unit = '' AND NOT getvariable('is_roster')) AS anywhere USING (plain)
WHERE code IS NULL AND plain_unit <> '' AND may_make GROUP BY plain, plain_unit;

INSERT INTO unlisted
SELECT left(md5(plain), 20), min(written), plain, '', false
FROM person_named
ANTI JOIN unlisted USING (plain)
WHERE code IS NULL AND plain_unit = '' AND may_make GROUP BY plain;

INSERT INTO unit (unit_id, name)
SELECT left(md5(plain_unit), 20), min(unit) FROM newcomer
SEMI JOIN (SELECT plain_unit FROM unlisted WHERE NOT is_alias) AS needed USING (plain_unit)
ANTI JOIN (SELECT plain AS plain_unit FROM unit JOIN plain ON name = written) AS known
    USING (plain_unit)
WHERE what = 'official' AND plain_unit <> ''
GROUP BY plain_unit;

INSERT INTO official (official_id, name)
SELECT code, min(name) FROM unlisted ANTI JOIN official ON official_id = code GROUP BY code;

INSERT INTO known_by_list
SELECT DISTINCT unlisted.code FROM unlisted JOIN newcomer USING (plain)
ANTI JOIN known_by_list ON known_by_list.code = unlisted.code
WHERE what = 'official' AND (getvariable('is_roster') OR may_make AND has_list())
  AND (newcomer.code = unlisted.code OR newcomer.code IS NULL AND (
       NOT is_firm OR coalesce(newcomer.plain_unit, '') IN (unlisted.plain_unit, '')
       OR unlisted.plain_unit = ''));

INSERT INTO posting (official_id, unit_id)
SELECT DISTINCT code, unit_id
FROM unlisted
JOIN (SELECT unit_id, plain FROM unit JOIN plain ON name = written) AS office
    ON office.plain = unlisted.plain_unit
ANTI JOIN posting ON posting.official_id = code AND posting.unit_id = office.unit_id
WHERE NOT is_alias AND NOT is_given('posting')
