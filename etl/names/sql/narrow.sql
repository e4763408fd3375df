-- Of several officials of one name: who is paired that day with the very thing that the row is about,
-- else who alone serves that day in the township that it lies in, or is paired with a place of it.
CREATE OR REPLACE TEMP TABLE narrowed AS
WITH open AS (
    SELECT DISTINCT asking.id, asking.day, about_kind, about
    FROM asking JOIN ask USING (id) JOIN choice ON choice.id = asking.id AND choice.day = asking.day
    WHERE what = 'official' AND asking.code IS NULL AND about IS NOT NULL AND len(codes) > 1
),
one AS (
    SELECT open.*, unnest(codes) AS code
    FROM open JOIN choice ON choice.id = open.id AND choice.day = open.day
),
held AS (
    SELECT responsible_id AS code, target_kind, target_id, valid_from, valid_to FROM pairing
    WHERE responsible_kind = 'official' AND responsible_id IN (SELECT code FROM one)
),
lies AS (
    SELECT code AS target_id, township_code, valid_from, valid_to FROM lineage
    WHERE township_code IS NOT NULL
),
about_township AS (
    SELECT DISTINCT about, open.day, township_code FROM open
    JOIN lies ON lies.target_id = about AND about_kind = 'place'
        AND in_force(open.day, lies.valid_from, lies.valid_to)
),
serves AS (
    SELECT official_id AS code, township.code AS township_code, posting.valid_from, posting.valid_to
    FROM posting JOIN unit USING (unit_id)
    JOIN (SELECT DISTINCT code, name FROM place WHERE kind = 'township') AS township
        ON unit.place_code = township.code OR contains(unit.name, township.name)
    UNION
    SELECT held.code, township_code, held.valid_from, held.valid_to
    FROM held JOIN lies USING (target_id) WHERE target_kind = 'place'
),
told AS (
    SELECT one.*, 1 AS class FROM one JOIN held ON held.code = one.code
        AND target_kind = about_kind AND target_id = about
    WHERE in_force(day, held.valid_from, held.valid_to)
    UNION ALL
    SELECT one.*, 2 FROM one JOIN about_township USING (about, day)
    JOIN serves ON serves.code = one.code AND serves.township_code = about_township.township_code
    WHERE in_force(day, serves.valid_from, serves.valid_to)
)
SELECT id, day, about_kind, about, min(code) AS code, min(class) = 2 AS by_township FROM (
    SELECT DISTINCT id, day, about_kind, about, code, class FROM told
    QUALIFY rank() OVER (PARTITION BY id, day, about_kind, about ORDER BY class) = 1
) GROUP BY id, day, about_kind, about HAVING count(DISTINCT code) = 1;

-- What every row's question has for an answer: one code.
CREATE OR REPLACE TEMP TABLE answered AS
SELECT _file, _row, number, is_behalf, coalesce(narrowed.code, codes[1]) AS code
FROM asking
JOIN choice ON choice.id = asking.id AND choice.day = asking.day
LEFT JOIN narrowed ON narrowed.id = asking.id AND narrowed.day = asking.day
    AND narrowed.about_kind = asking.about_kind AND narrowed.about = asking.about
ANTI JOIN lost ON lost.id = asking.id
WHERE asking.code IS NULL AND (len(codes) = 1 OR narrowed.code IS NOT NULL)
