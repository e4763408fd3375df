-- Officials known by name alone whom one row of today's table names. Where both serve somewhere, it
-- must be the same unit; who is sure by the unit goes before who is only not spoken against.
CREATE OR REPLACE TEMP TABLE pair AS
WITH before AS (
    SELECT official_id AS was, plain FROM earlier.official JOIN plain ON written = name
    WHERE is_of_words(official_id) AND plain <> '' AND official_id NOT IN (
        SELECT official_id FROM official
        WHERE official_id NOT IN (SELECT code FROM former WHERE what = 'official'))
),
today AS (
    SELECT official_id AS now, plain FROM official JOIN plain ON written = name
    WHERE official_id NOT IN (SELECT code FROM former WHERE what = 'official')
),
served AS (
    SELECT DISTINCT official_id AS was, known_as('unit', posting.unit_id) AS unit_id, plain
    FROM earlier.posting JOIN earlier.unit USING (unit_id) JOIN plain ON written = unit.name
),
serves AS (
    SELECT DISTINCT official_id AS now, unit_id, plain
    FROM posting JOIN unit USING (unit_id) JOIN plain ON written = unit.name
)
SELECT *, EXISTS (
           FROM served JOIN serves ON served.unit_id = serves.unit_id
               OR is_same_unit(served.plain, serves.plain)
           WHERE served.was = one.was AND serves.now = one.now) AS is_sure,
       EXISTS (FROM served WHERE served.was = one.was)
       AND EXISTS (FROM serves WHERE serves.now = one.now) AS tells_units
FROM (FROM before JOIN today USING (plain)) AS one;

INSERT INTO perhaps_same
SELECT 'official', was, now FROM pair WHERE is_sure OR NOT tells_units;

INSERT INTO same
SELECT 'official', was, now FROM pair WHERE is_sure
QUALIFY count(*) OVER (PARTITION BY was) = 1 AND count(*) OVER (PARTITION BY now) = 1;

INSERT INTO same
FROM perhaps_same WHERE what = 'official'
QUALIFY count(*) OVER (PARTITION BY was) = 1 AND count(*) OVER (PARTITION BY now) = 1
EXCEPT FROM same
