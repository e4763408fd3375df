-- The ledger: one row for each visit owed (docs/ledger.md). Everything here is independent of any
-- as_of; the status at a date is asked of `obligation_at` (read_macros.sql).
-- Who owes what is numbered (`duty`), and so is where a place lies (`lying`): the millions of rows
-- between are then dates and numbers, and text is joined to them once, at the end.

-- Where each target lies, numbered: a project or company where its place does, and nowhere while
-- that is not there; a chain nowhere, at any time.
CREATE OR REPLACE TEMP TABLE site AS
WITH thing AS (
    SELECT target_kind, target_id, coalesce(project.place_code, enterprise.place_code) AS site_code
    FROM (SELECT target_kind, target_id FROM pairing UNION SELECT target_kind, target_id FROM visit) AS named
    LEFT JOIN project ON project.project_id = CASE WHEN target_kind = 'project' THEN target_id END
    LEFT JOIN enterprise ON enterprise.enterprise_id = CASE WHEN target_kind = 'enterprise' THEN target_id END
    WHERE target_kind <> 'place'
),
known AS (
    SELECT target_kind, target_id, coalesce(valid_from, DATE '0001-01-01') AS first_day,
           coalesce(valid_to, DATE '9999-12-31') AS last_day,
           province_code, city_code, county_code, township_code
    FROM thing JOIN lineage_of() AS lineage ON lineage.given = site_code
),
bound AS (
    SELECT target_kind, target_id, first_day, last_day FROM known
    UNION ALL
    SELECT target_kind, target_id, NULL, DATE '0001-01-01' - 1 FROM thing
    UNION ALL
    SELECT target_kind, target_id, DATE '9999-12-31' + 1, NULL FROM thing
)
FROM known
UNION ALL BY NAME
SELECT target_kind, target_id, last_day + 1 AS first_day, next_day - 1 AS last_day
FROM (SELECT *, lead(first_day) OVER (PARTITION BY target_kind, target_id
                                      ORDER BY first_day NULLS FIRST) AS next_day
      FROM bound)
WHERE last_day + 1 < next_day;

CREATE OR REPLACE TEMP TABLE lying AS
SELECT row_number() OVER ()::INTEGER AS lying, *
FROM (
    SELECT 'place' AS target_kind, code AS target_id, kind,
           coalesce(valid_from, DATE '0001-01-01') AS first_day,
           coalesce(valid_to, DATE '9999-12-31') AS last_day,
           province_code, city_code, county_code, township_code
    FROM lineage
    UNION ALL
    SELECT target_kind, target_id, target_kind, first_day, last_day,
           province_code, city_code, county_code, township_code
    FROM site
);

-- Which responsible answers to which rule, for which target, on which days: through a posting in
-- the rule's tier and rank; where the rule asks for neither and no posting is told, by the pairing
-- alone; or because the unit itself is paired.
CREATE OR REPLACE TEMP TABLE spell AS
SELECT rule_id, responsible_kind, responsible_id, target_kind, target_id, posting.unit_id,
       greatest(coalesce(pairing.valid_from, DATE '0001-01-01'),
                coalesce(posting.valid_from, DATE '0001-01-01')) AS first_day,
       least(coalesce(pairing.valid_to, DATE '9999-12-31'),
             coalesce(posting.valid_to, DATE '9999-12-31')) AS last_day
FROM rule
JOIN pairing USING (role)
JOIN posting ON posting.official_id = pairing.responsible_id
WHERE responsible_kind = 'official'
  AND (rule.tier IS NULL OR posting.tier = rule.tier)
  AND (rule.rank IS NULL OR rank_order(posting.rank) >= rank_order(rule.rank))
UNION ALL
SELECT rule_id, responsible_kind, responsible_id, target_kind, target_id, NULL,
       coalesce(pairing.valid_from, DATE '0001-01-01'),
       coalesce(pairing.valid_to, DATE '9999-12-31')
FROM rule JOIN pairing USING (role)
ANTI JOIN posting ON posting.official_id = pairing.responsible_id
WHERE responsible_kind = 'official' AND rule.tier IS NULL AND rule.rank IS NULL
UNION ALL
SELECT rule_id, responsible_kind, responsible_id, target_kind, target_id, responsible_id,
       coalesce(pairing.valid_from, DATE '0001-01-01'),
       coalesce(pairing.valid_to, DATE '9999-12-31')
FROM rule JOIN pairing USING (role) WHERE responsible_kind = 'unit';

CREATE OR REPLACE TEMP TABLE duty AS
SELECT row_number() OVER (ORDER BY target_id, rule_id, responsible_id, responsible_kind, target_kind)
           ::INTEGER AS duty, *, responsible_kind = 'unit'
           OR responsible_id IN (SELECT official_id FROM posting) AS has_unit
FROM (SELECT DISTINCT rule_id, responsible_kind, responsible_id, target_kind, target_id FROM spell);

-- For how long each duty lasts while its target lies in one place and is of a kind the rule names.
CREATE OR REPLACE TEMP TABLE span AS
SELECT duty, rule_id, unit_id, lying, greatest(spell.first_day, lying.first_day) AS first_day,
       least(spell.last_day, lying.last_day) AS last_day
FROM spell
JOIN duty USING (rule_id, responsible_kind, responsible_id, target_kind, target_id)
JOIN lying USING (target_kind, target_id)
JOIN rule USING (rule_id)
WHERE list_contains(targets, lying.kind);

-- What is owed, each once, though pairings and postings may overlap.
CREATE OR REPLACE TEMP TABLE owed AS
SELECT duty, min(lying) AS lying, due_on, any_value(nominal_on) AS nominal_on, any_value(opens_on) AS opens_on,
       any_value(closes_on) AS closes_on, min(unit_id) AS unit_id
FROM span JOIN rule_date USING (rule_id)
WHERE due_on BETWEEN first_day AND last_day
GROUP BY duty, due_on;

-- The windows of a rule are disjoint: each day lies in one at most, so that visits find their
-- window by equality.
CREATE OR REPLACE TEMP TABLE window_day AS
SELECT rule_id, due_on, closes_on, unnest(range(opens_on, closes_on + 1, INTERVAL 1 DAY))::DATE AS day
FROM rule_date;

CREATE OR REPLACE TEMP TABLE numbered_visit AS
SELECT row_number() OVER (ORDER BY visited_on, visit_id)::INTEGER AS number,
       visit_id, target_kind, target_id, visited_on, is_month_only
FROM visit;

-- Whom a visit counts for: who came, on whose behalf, and the paired units of those who came.
CREATE OR REPLACE TEMP TABLE credit AS
SELECT 'official' AS responsible_kind, official_id AS responsible_id, visit_id FROM attendance
UNION ALL
SELECT 'official', on_behalf_of, visit_id FROM attendance WHERE on_behalf_of IS NOT NULL
UNION ALL
SELECT 'unit', unit_id, visit_id
FROM attendance JOIN visit USING (visit_id) JOIN posting USING (official_id)
WHERE in_force(visited_on, posting.valid_from, posting.valid_to)
  AND unit_id IN (SELECT responsible_id FROM duty WHERE responsible_kind = 'unit');

-- What settles it: the earliest such visit inside the window, by day and then by id; one of which the month
-- alone is known where the window holds all of the month.
CREATE OR REPLACE TEMP TABLE settlement AS
SELECT duty, due_on, min(number) AS number
FROM credit
JOIN numbered_visit USING (visit_id)
JOIN duty USING (responsible_kind, responsible_id, target_kind, target_id)
JOIN window_day ON window_day.rule_id = duty.rule_id AND window_day.day = visited_on
WHERE NOT is_month_only OR closes_on >= last_day(visited_on)
GROUP BY duty, due_on;

-- What such a visit may have settled, or not: of that nobody knows.
CREATE OR REPLACE TEMP TABLE vague AS
SELECT DISTINCT duty, due_on
FROM credit
JOIN numbered_visit USING (visit_id)
JOIN duty USING (responsible_kind, responsible_id, target_kind, target_id)
JOIN rule_date ON rule_date.rule_id = duty.rule_id
    AND opens_on <= last_day(visited_on) AND closes_on >= visited_on
WHERE is_month_only;

CREATE OR REPLACE TEMP TABLE exempted AS
SELECT DISTINCT duty, due_on
FROM (
    SELECT duty, rule_id, valid_from, valid_to
    FROM exemption JOIN duty ON subject_kind = responsible_kind AND subject_id = responsible_id
    UNION ALL
    SELECT duty, rule_id, valid_from, valid_to
    FROM exemption JOIN duty ON subject_kind = target_kind AND subject_id = target_id
) JOIN rule_date USING (rule_id)
WHERE in_force(due_on, valid_from, valid_to);

-- The townships that reported for a date of a rule, by any unit of their own: for a rule that asks for
-- it, and for an official of whom no unit is known. Where the city gives
-- no reports at all, a visit anywhere in the township inside the window stands for one.
-- A unit belongs to its township under whatever code that had on the day.
CREATE OR REPLACE TEMP TABLE reported_township AS
SELECT DISTINCT rule_id, due_on, township_code
FROM report JOIN rule_date ON due_on = report.day
JOIN (
    SELECT unit_id, place_code AS township_code, NULL::DATE AS valid_from, NULL::DATE AS valid_to
    FROM unit WHERE place_code IS NOT NULL
    UNION ALL
    SELECT unit_id, new_code, valid_from, valid_to
    FROM unit JOIN succession ON old_code = place_code WHERE NOT is_split
    UNION ALL  -- places may still name the code of their township that is gone
    SELECT unit_id, old_code, valid_from, valid_to
    FROM unit JOIN succession ON new_code = place_code WHERE NOT is_split
    UNION ALL
    SELECT unit_id, old_code, NULL, old_to
    FROM unit JOIN succession ON new_code = place_code
    ANTI JOIN place ON place.code = place_code  -- one that stood before reports for itself alone
        AND in_force(old_to, place.valid_from, place.valid_to)
    WHERE NOT is_split
) AS belongs USING (unit_id)
WHERE in_force(due_on, belongs.valid_from, belongs.valid_to)
UNION ALL
SELECT DISTINCT rule_id, due_on, township_code
FROM (
    SELECT DISTINCT township_code, visited_on
    FROM visit JOIN lying USING (target_kind, target_id)
    WHERE visited_on BETWEEN first_day AND last_day AND township_code IS NOT NULL AND NOT is_month_only
      AND NOT EXISTS (FROM report)
) JOIN window_day ON window_day.day = visited_on;

-- The responsibles one of whose units reported, where the rule asks for it or there is no township.
CREATE OR REPLACE TEMP TABLE asked_unit AS
WITH asked AS MATERIALIZED (
    SELECT DISTINCT rule_id, due_on, responsible_kind, responsible_id
    FROM owed JOIN duty USING (duty) JOIN rule USING (rule_id) JOIN lying USING (lying)
    WHERE reported_by <> 'place_township' OR township_code IS NULL
)
SELECT asked.*, unit_id
FROM asked JOIN posting ON responsible_kind = 'official' AND official_id = responsible_id
WHERE in_force(due_on, posting.valid_from, posting.valid_to)
UNION ALL
SELECT asked.*, responsible_id FROM asked WHERE responsible_kind = 'unit';

CREATE OR REPLACE TEMP TABLE reported_unit AS
SELECT DISTINCT rule_id, due_on, responsible_kind, responsible_id
FROM asked_unit JOIN report ON report.unit_id = asked_unit.unit_id AND report.day = due_on
UNION ALL
SELECT DISTINCT rule_id, due_on, responsible_kind, responsible_id
FROM asked_unit
JOIN (
    SELECT DISTINCT rule_id, due_on, unit_id
    FROM (
        SELECT DISTINCT unit_id, visited_on
        FROM attendance JOIN visit USING (visit_id) JOIN posting USING (official_id)
        WHERE in_force(visited_on, posting.valid_from, posting.valid_to)
          AND unit_id IN (SELECT unit_id FROM asked_unit) AND NOT is_month_only AND NOT EXISTS (FROM report)
    ) JOIN window_day ON window_day.day = visited_on
) USING (rule_id, due_on, unit_id);

INSERT INTO obligation
SELECT rule_id, duty.responsible_kind, duty.responsible_id, duty.target_kind, duty.target_id,
       nominal_on, due_on, opens_on, closes_on, exempted.duty IS NOT NULL,
       numbered_visit.visit_id, numbered_visit.visited_on,
       (vague.duty IS NULL OR settlement.duty IS NOT NULL)
       AND CASE WHEN (reported_by = 'place_township' OR NOT has_unit) AND lying.township_code IS NOT NULL
            THEN reported_township.rule_id IS NOT NULL ELSE reported_unit.rule_id IS NOT NULL END,
       lying.kind, owed.unit_id,
       province_code, city_code, county_code, lying.township_code
FROM owed
JOIN duty USING (duty)
JOIN rule USING (rule_id)
JOIN lying USING (lying)
LEFT JOIN settlement USING (duty, due_on)
LEFT JOIN numbered_visit USING (number)
LEFT JOIN exempted USING (duty, due_on)
LEFT JOIN vague USING (duty, due_on)
LEFT JOIN reported_township USING (rule_id, due_on, township_code)
LEFT JOIN reported_unit USING (rule_id, due_on, responsible_kind, responsible_id)
ORDER BY due_on, duty;

DROP TABLE site; DROP TABLE lying; DROP TABLE spell; DROP TABLE duty; DROP TABLE span; DROP TABLE owed; DROP TABLE window_day;
DROP TABLE numbered_visit; DROP TABLE credit; DROP TABLE settlement; DROP TABLE vague; DROP TABLE exempted;
DROP TABLE reported_township; DROP TABLE asked_unit; DROP TABLE reported_unit;
