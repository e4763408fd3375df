-- Of what a name may mean on a day the most exact class decides; it must be one thing alone.
CREATE OR REPLACE TEMP TABLE choice AS
SELECT id, day, list(DISTINCT code ORDER BY code) AS codes FROM (
    SELECT id, day, candidate.code
    FROM (SELECT DISTINCT id, day FROM asking WHERE asking.code IS NULL) AS due
    JOIN candidate USING (id)
    WHERE (kind IS NULL OR kind IN (FROM meant_kind))
      AND in_force(day, valid_from, valid_to)
    QUALIFY rank() OVER (PARTITION BY id, day ORDER BY class) = 1
) GROUP BY id, day;

-- What gives no day may still use the name that a place had before a change which was confirmed:
-- where nothing is called so today, whoever bore the name last, if that place is there or has a successor.
CREATE OR REPLACE TEMP TABLE once_called AS
SELECT id, day, code, class, valid_to FROM candidate
JOIN (SELECT DISTINCT id, day FROM asking WHERE undated AND code IS NULL) AS due USING (id)
WHERE valid_to < day AND kind IN (FROM meant_kind)
UNION ALL
SELECT id, day, past.code, 9, NULL
FROM (SELECT DISTINCT id, day FROM asking WHERE undated AND code IS NULL) AS due
JOIN ask USING (id) JOIN past_name AS past USING (plain)
WHERE what = 'place' AND kind IN (FROM meant_kind)
  AND (id NOT IN (SELECT id FROM ask_area)
       OR EXISTS (FROM ask_area JOIN inside USING (area)
                  WHERE ask_area.id = due.id AND inside.code = past.code));
INSERT INTO choice
SELECT id, day, list(DISTINCT code ORDER BY code) FROM (
    SELECT id, day, code FROM once_called
    ANTI JOIN choice USING (id, day)
    WHERE code IN (SELECT code FROM place WHERE in_force(day, place.valid_from, place.valid_to))
       OR code IN (SELECT old_code FROM succession
                   WHERE in_force(day, succession.valid_from, succession.valid_to))
    QUALIFY rank() OVER (PARTITION BY id, day ORDER BY class, valid_to DESC NULLS LAST) = 1
) GROUP BY id, day;

-- Questions that name an area or a unit which is not there.
CREATE OR REPLACE TEMP TABLE lost AS
SELECT id, CASE WHEN what = 'official' THEN 'unit'
                WHEN plain_county IS NOT NULL AND NOT EXISTS (
                    FROM reach WHERE reach.text = plain_county AND rest = '') THEN 'county'
                WHEN plain_township IS NOT NULL THEN 'township' ELSE 'county' END AS part
FROM ask
WHERE (what = 'place' AND coalesce(plain_county, plain_township) IS NOT NULL
       AND id NOT IN (SELECT id FROM ask_area))
   OR (what = 'official' AND plain_unit IS NOT NULL AND is_firm
       AND plain_unit NOT IN (SELECT plain FROM party WHERE what = 'unit')
       AND id NOT IN (SELECT id FROM person));

-- For the first thousand names that nothing answers to: the three that are spelt most like it, in the
-- area that was made out, or in the whole city where it is small.
CREATE OR REPLACE TEMP TABLE near AS
WITH unknown AS (
    SELECT DISTINCT ask.* FROM asking JOIN ask USING (id)
    ANTI JOIN choice ON choice.id = asking.id AND choice.day = asking.day
    ANTI JOIN (FROM lost WHERE part <> 'unit') AS elsewhere ON elsewhere.id = asking.id
    WHERE code IS NULL ORDER BY written, county, township, unit LIMIT 1000
),
sought AS (
    SELECT id, what, area, normal_name(rest) AS rest FROM ends JOIN unknown USING (id)
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY length(rest), area) = 1
    UNION ALL
    SELECT id, what, NULL, plain FROM unknown WHERE what <> 'place'
),
narrow AS (
    SELECT area FROM inside GROUP BY area HAVING count(*) <= 10000
),
member AS (
    SELECT DISTINCT sought.id, rest, called.code, normal
    FROM sought SEMI JOIN narrow USING (area)
    JOIN inside USING (area)
    JOIN called ON called.code = inside.code
    WHERE kind IN (FROM meant_kind) AND called.valid_to IS NULL
    UNION ALL
    SELECT id, rest, code, plain FROM sought JOIN party USING (what)
    WHERE (SELECT count(*) FROM party) <= 10000
)
SELECT id, list(code ORDER BY likeness DESC, code)[:3] AS codes FROM (
    SELECT id, code, max(jaro_winkler_similarity(rest, normal)) AS likeness FROM member GROUP BY id, code
) WHERE likeness > 0.6 GROUP BY id;

CREATE OR REPLACE TEMP TABLE serving AS
SELECT official_id, string_agg(DISTINCT unit.name, '、' ORDER BY unit.name) AS units
FROM posting JOIN unit USING (unit_id) GROUP BY official_id;

CREATE OR REPLACE TEMP TABLE shown AS
SELECT id, day, string_agg(trim(concat_ws(' ', name, shown_code, above)), ', ' ORDER BY place) AS codes
FROM (
    SELECT id, day, unnest(codes[:5]) AS code, unnest(range(1, least(len(codes), 5) + 1)) AS place
    FROM choice WHERE len(codes) > 1
    UNION ALL
    SELECT id, NULL, unnest(codes), unnest(range(1, len(codes) + 1)) FROM near
)
JOIN ask USING (id)
JOIN (
    SELECT 'place' AS what, place.code, any_value(place.name) AS name, place.code AS shown_code,
           any_value(over.name) AS above
    FROM place LEFT JOIN place AS over ON place.parent_code = over.code GROUP BY place.code
    UNION ALL
    SELECT what, code, name, CASE WHEN what <> 'official' OR is_given('official') THEN code END, NULL
    FROM party WHERE code NOT IN (SELECT official_id FROM serving)
    UNION ALL
    SELECT 'official', official_id, official.name, CASE WHEN is_given('official') THEN official_id END,
           units FROM serving JOIN official USING (official_id)
) AS label USING (what, code)
GROUP BY id, day
