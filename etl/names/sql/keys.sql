-- Every form in which a place may be named, once for each area that it lies in. The class says how
-- exact the form is: 0 alias, 2 the whole name, 3 the name apart from its committee, 4 the short
-- name, 5 numbers written another way (1, the name to the letter, is told from 2 at the end).

CREATE OR REPLACE TEMP TABLE inside AS
SELECT code, valid_from, valid_to, area FROM (
    SELECT code, valid_from, valid_to, unnest([province_code, city_code, county_code, township_code,
                                     village_code, community_code]) AS area
    FROM lineage
) WHERE area IS NOT NULL AND area <> code
UNION ALL
SELECT root_code, NULL, NULL, root_code FROM load_context;

CREATE OR REPLACE TEMP TABLE called AS
SELECT code, valid_from, valid_to, kind, name, plain, normal_name(plain) AS normal
FROM place JOIN plain ON place.name = plain.written WHERE plain <> '';

CREATE OR REPLACE TEMP TABLE alias_key AS
WITH meant AS (
    SELECT alias.code, within_code, plain, kind
    FROM alias JOIN plain ON alias.name = plain.written
    JOIN (SELECT code, any_value(kind) AS kind FROM place GROUP BY code) AS known USING (code)
    WHERE plain <> ''
),
anywhere AS (
    SELECT meant.*, area FROM inside JOIN meant USING (code)
)
SELECT DISTINCT code, kind, plain, area FROM (
    SELECT code, kind, plain, area FROM anywhere WHERE within_code IS NULL OR area = within_code
    UNION ALL
    SELECT code, kind, plain, within_code FROM meant WHERE within_code IS NOT NULL
    UNION ALL
    SELECT anywhere.code, kind, plain, anywhere.area
    FROM anywhere JOIN inside ON inside.code = anywhere.area AND inside.area = within_code
);

CREATE OR REPLACE TEMP TABLE name_key AS
WITH whole AS (
    SELECT *, 2 AS class, 'plain' AS form, plain AS key FROM called
    UNION ALL SELECT *, 3, 'normal', normal FROM called
    UNION ALL SELECT *, 4, 'normal', short_name(normal) FROM called
    WHERE kind NOT IN ('province', 'city', 'county', 'township')
    UNION ALL SELECT *, 4, 'normal', short_area(normal) FROM called
    WHERE kind IN ('province', 'city', 'county', 'township')
    UNION ALL SELECT *, 4, 'normal', normal || CASE kind WHEN 'village' THEN '村' ELSE '社区' END
    FROM called WHERE kind IN ('village', 'community') AND NOT regexp_matches(normal, '(村|社区)$')
),
every AS (
    FROM whole
    UNION ALL
    SELECT * REPLACE (5 AS class, 'number' AS form, numbered(key) AS key)
    FROM whole WHERE form = 'normal' AND has_number(key)
)
-- A name holds as long as its version of the place, in the area where the place lies meanwhile: a
-- new name alone begins no new row of `inside`.
SELECT area, form, key, min(class) AS class, every.code,
       greatest(every.valid_from, inside.valid_from) AS valid_from,
       least(every.valid_to, inside.valid_to) AS valid_to, kind, name
FROM every JOIN inside ON every.code = inside.code AND together(every, inside)
WHERE key IS NOT NULL
GROUP BY ALL
UNION ALL
SELECT area, form, CASE form WHEN 'plain' THEN plain ELSE normal_name(plain) END, 0, code,
       NULL, NULL, kind, NULL
FROM alias_key, (VALUES ('plain'), ('normal')) AS forms (form);

-- The forms that an area has at the beginning of a longer name: under itself and under those above.
CREATE OR REPLACE TEMP TABLE head AS
WITH area AS (
    SELECT called.code, valid_from, valid_to, kind, plain, normal
    FROM called SEMI JOIN inside ON called.code = inside.area
),
formed AS (
    SELECT area.code, valid_from, valid_to, 2 AS class, plain AS key FROM area
    UNION ALL SELECT code, valid_from, valid_to, 3, normal FROM area
    UNION ALL SELECT code, valid_from, valid_to, 3, normal || '办事处' FROM area
    WHERE ends_with(normal, '街道')
    UNION ALL SELECT code, valid_from, valid_to, 4, short_area(normal) FROM area
    WHERE kind IN ('province', 'city', 'county', 'township')
    UNION ALL SELECT code, valid_from, valid_to, 4, short_name(normal) FROM area
    WHERE kind NOT IN ('province', 'city', 'county', 'township')
)
SELECT under, key, area, min(class)::INTEGER AS class FROM (
    SELECT code AS under, key, code AS area, class FROM formed
    UNION ALL
    SELECT inside.area, key, formed.code, class FROM formed
    JOIN inside ON formed.code = inside.code AND together(formed, inside)
    UNION ALL
    SELECT alias_key.area, plain, code, 0 FROM alias_key
    SEMI JOIN area ON alias_key.code = area.code
) WHERE key IS NOT NULL GROUP BY ALL
