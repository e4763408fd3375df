-- Fill `candidate` with the places that each `ask` may mean. A name is read from the left: `reach`
-- holds every area that its beginning can name, and what then remains of it.

-- What a cell says of townships: it names one, or several in one of which the place lies.
CREATE OR REPLACE TEMP TABLE township_told AS
SELECT DISTINCT plain_township AS township, plain_township AS one, true AS is_whole
FROM ask WHERE what = 'place' AND plain_township IS NOT NULL
UNION
SELECT ask.plain_township, plain.plain, false
FROM (SELECT DISTINCT plain_township, unnest(as_list(township)) AS written
      FROM ask WHERE what = 'place' AND plain_township IS NOT NULL) AS ask
JOIN plain USING (written) WHERE plain.plain <> '' AND plain.plain <> ask.plain_township;

CREATE OR REPLACE TEMP TABLE reach AS
WITH RECURSIVE walk AS (
    SELECT plain AS text, root_code AS area, plain AS rest, 2 AS class
    FROM (SELECT unnest([plain, plain_county]) AS plain FROM ask WHERE what = 'place'
          UNION SELECT one FROM township_told), load_context
    WHERE plain <> ''
    UNION
    SELECT text, head.area, rest[length(key) + 1:],
           CASE WHEN least(begun.class, head.class) = 0 THEN 0 ELSE greatest(begun.class, head.class) END
    FROM (
        SELECT *, left(rest, unnest(range(1, least(length(rest), longest) + 1))) AS beginning
        FROM walk, (SELECT max(length(key)) AS longest FROM head)
    ) AS begun
    JOIN head ON head.under = begun.area AND head.key = begun.beginning
)
SELECT text, area, rest, min(class) AS class FROM walk GROUP BY ALL;

-- The area in which the other columns of the row say the place lies.
CREATE OR REPLACE TEMP TABLE stated AS
WITH given AS (
    SELECT DISTINCT plain_county AS county, plain_township AS township
    FROM ask WHERE what = 'place' AND coalesce(plain_county, plain_township) IS NOT NULL
),
named AS (
    SELECT text, area, class FROM reach
    SEMI JOIN (FROM place WHERE kind IN ('province', 'city', 'county', 'township')) AS wide
        ON wide.code = reach.area
    WHERE rest = ''
),
found AS (
    SELECT county, township, area, class, '' AS one, true AS is_whole FROM given JOIN named ON text = county
    WHERE township IS NULL
    UNION ALL
    SELECT county, township, area, class, one, is_whole
    FROM given JOIN township_told USING (township) JOIN named ON text = one
    WHERE county IS NULL
    UNION ALL
    SELECT county, township, lower.area, lower.class, one, is_whole
    FROM given JOIN township_told USING (township)
    JOIN named AS lower ON lower.text = one
    JOIN named AS upper ON upper.text = county
    JOIN (SELECT DISTINCT code, area FROM inside) AS lies
        ON lies.code = lower.area AND lies.area = upper.area
)
SELECT DISTINCT county, township, area FROM (
    FROM found QUALIFY rank() OVER (PARTITION BY county, township, one ORDER BY class) = 1
        AND is_whole = bool_or(is_whole) OVER (PARTITION BY county, township)
);

CREATE OR REPLACE TEMP TABLE ask_area AS
SELECT id, area FROM ask
JOIN stated ON plain_county IS NOT DISTINCT FROM stated.county
    AND plain_township IS NOT DISTINCT FROM stated.township
WHERE what = 'place';

CREATE OR REPLACE TEMP TABLE ends AS
SELECT id, area, rest, class FROM ask JOIN reach ON reach.text = ask.plain
WHERE what = 'place' AND rest <> ''
  AND NOT (rest = text AND id IN (SELECT id FROM ask_area))
UNION ALL
SELECT id, area, plain, 2 FROM ask JOIN ask_area USING (id) WHERE plain <> '';

CREATE OR REPLACE TEMP TABLE possible AS
WITH form AS (
    SELECT rest, 'plain' AS form, rest AS key FROM (SELECT DISTINCT rest FROM ends)
    UNION ALL SELECT rest, 'normal', normal_name(rest) FROM (SELECT DISTINCT rest FROM ends)
    UNION ALL SELECT rest, 'number', numbered(normal_name(rest)) FROM (SELECT DISTINCT rest FROM ends)
    WHERE has_number(rest)
)
SELECT id, code, valid_from, valid_to, kind, min(CASE
           WHEN least(ends.class, name_key.class) = 0 THEN 0
           WHEN greatest(ends.class, name_key.class) = 2 AND ends_with(ask.written, name) THEN 1
           ELSE greatest(ends.class, name_key.class) END) AS class
FROM ends JOIN form USING (rest) JOIN name_key USING (area, form, key) JOIN ask USING (id)
GROUP BY ALL;

INSERT INTO candidate
SELECT possible.* FROM possible
ANTI JOIN (SELECT DISTINCT id FROM ask_area) AS bound USING (id)
UNION
SELECT possible.* FROM possible SEMI JOIN ask_area USING (id) WHERE class = 0
UNION
SELECT possible.* FROM possible JOIN ask_area USING (id)
SEMI JOIN inside ON inside.code = possible.code AND inside.area = ask_area.area
