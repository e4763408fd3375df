-- Codes for the rows of files that give none at all: the digits of the parent's code and the name as it
-- is compared, 990130100-北关村. A grid whose name has a number that no other of its parent has, under
-- a parent with twelve digits, has that number in three digits instead.
CREATE OR REPLACE TEMP TABLE made AS
WITH due AS (
    SELECT typed._file, typed._row, typed.kind, coalesce(typed.parent_code, root_code) AS parent_code,
           normal_name(plain.plain) AS own, normal_name(above.plain) AS parent
    FROM load_context, typed
    JOIN plain ON plain.written = typed.name
    LEFT JOIN (SELECT code, any_value(name) AS name FROM place GROUP BY code) AS over
        ON over.code = typed.parent_code
    LEFT JOIN plain AS above ON above.written = over.name
    ANTI JOIN (FROM fault WHERE column_name IN
               ('code', 'name', 'parent_code', 'parent_name', 'township_name', 'county_name')) AS bad
        ON bad._file = typed._file AND bad._row = typed._row
    WHERE typed.code IS NULL AND plain.plain <> ''
      AND typed._file IN (SELECT _file FROM raw GROUP BY _file HAVING count(nullif(trim(code), '')) = 0)
),
counted AS (
    SELECT *, CASE WHEN kind = 'grid' AND regexp_full_match(parent_code, '[0-9]{12}') THEN
        try_cast(nullif(regexp_extract(numbered(
            CASE WHEN starts_with(own, parent) THEN own[length(parent) + 1:] ELSE own END),
            '([0-9]{1,3})[^0-9]*$', 1), '') AS INTEGER) END AS number
    FROM due
),
single AS (
    SELECT parent_code, number FROM counted WHERE number BETWEEN 1 AND 999
    GROUP BY ALL HAVING count(*) = 1
)
SELECT _file, _row, parent_code, CASE
    WHEN single.number IS NOT NULL THEN parent_code || lpad(single.number::VARCHAR, 3, '0')
    ELSE stem(parent_code) || '-' || own END AS code
FROM counted LEFT JOIN single USING (parent_code, number);

UPDATE typed SET code = made.code, parent_code = made.parent_code FROM made
WHERE typed._file = made._file AND typed._row = made._row;

-- One name twice in one area is two places or one told twice: nobody but a person knows.
INSERT INTO fault
SELECT _file, _row, 'name_doubled', 'name', name FROM typed SEMI JOIN made USING (_file, _row)
WHERE code IN (SELECT code FROM made GROUP BY code HAVING count(*) > 1)
   OR (parent_code, (SELECT normal_name(any_value(plain)) FROM plain WHERE written = typed.name)) IN (
    SELECT (coalesce(coded.parent_code, coded.code[:9] || '000'), normal_name(plain.plain))
    FROM typed AS coded
    JOIN plain ON plain.written = coded.name
    ANTI JOIN made ON made._file = coded._file AND made._row = coded._row);

INSERT INTO fault
SELECT _file, _row, 'missing', 'code', NULL FROM typed
ANTI JOIN (FROM fault WHERE column_name IN
           ('code', 'name', 'parent_code', 'parent_name', 'township_name', 'county_name')) AS bad
    USING (_file, _row)
WHERE code IS NULL
