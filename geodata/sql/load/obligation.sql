-- The ledger: one row for each visit owed (docs/ledger.md). Everything here is independent of any
-- as_of; the status at a date is asked of `obligation_at` (read_macros.sql).

CREATE OR REPLACE TEMP MACRO in_force(day, valid_from, valid_to) AS
    (valid_from IS NULL OR day >= valid_from) AND (valid_to IS NULL OR day <= valid_to);
CREATE OR REPLACE TEMP MACRO rank_order(rank) AS
    list_position(['staff', 'township', 'county', 'city', 'province'], rank);

-- Which responsible answers to which rule, for which target, on which days: through a posting in
-- the rule's tier and rank, or because the unit itself is paired.
CREATE OR REPLACE TEMP TABLE answerable AS
SELECT rule_id, targets, responsible_kind, responsible_id, target_kind, target_id,
       posting.unit_id,
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
SELECT rule_id, targets, responsible_kind, responsible_id, target_kind, target_id, responsible_id,
       coalesce(pairing.valid_from, DATE '0001-01-01'),
       coalesce(pairing.valid_to, DATE '9999-12-31')
FROM rule JOIN pairing USING (role) WHERE responsible_kind = 'unit';

-- What is owed, each once, with where the target lay on due_on.
CREATE OR REPLACE TEMP TABLE owed AS
SELECT rule_id, responsible_kind, responsible_id, target_kind, target_id,
       nominal_on, due_on, opens_on, closes_on, min(unit_id) AS unit_id,
       any_value(lineage.kind) AS kind, any_value(province_code) AS province_code,
       any_value(city_code) AS city_code, any_value(county_code) AS county_code,
       any_value(township_code) AS township_code
FROM answerable
JOIN rule_date USING (rule_id)
JOIN lineage ON lineage.code = target_id AND in_force(due_on, lineage.valid_from, lineage.valid_to)
WHERE target_kind = 'place' AND due_on BETWEEN first_day AND last_day
  AND list_contains(targets, lineage.kind)
GROUP BY ALL
UNION ALL
SELECT rule_id, responsible_kind, responsible_id, target_kind, target_id,
       nominal_on, due_on, opens_on, closes_on, min(unit_id), target_kind, NULL, NULL, NULL, NULL
FROM answerable JOIN rule_date USING (rule_id)
WHERE target_kind <> 'place' AND due_on BETWEEN first_day AND last_day
  AND list_contains(targets, target_kind)
GROUP BY ALL;

-- Whom a visit counts for: who came, on whose behalf, and the paired units of those who came.
CREATE OR REPLACE TEMP TABLE credit AS
SELECT 'official' AS responsible_kind, official_id AS responsible_id,
       target_kind, target_id, visited_on, visit_id
FROM attendance JOIN visit USING (visit_id)
UNION
SELECT 'official', on_behalf_of, target_kind, target_id, visited_on, visit_id
FROM attendance JOIN visit USING (visit_id) WHERE on_behalf_of IS NOT NULL
UNION
SELECT 'unit', unit_id, target_kind, target_id, visited_on, visit_id
FROM attendance JOIN visit USING (visit_id) JOIN posting USING (official_id)
SEMI JOIN (FROM pairing WHERE responsible_kind = 'unit') AS paired
    ON paired.responsible_id = posting.unit_id
WHERE in_force(visited_on, posting.valid_from, posting.valid_to);

-- What settles it: the earliest such visit inside the window, by day and then by id.
CREATE OR REPLACE TEMP TABLE settlement AS
SELECT rule_id, responsible_kind, responsible_id, target_kind, target_id, due_on,
       min(struct_pack(visited_on := visited_on, visit_id := credit.visit_id)) AS first
FROM owed JOIN credit USING (responsible_kind, responsible_id, target_kind, target_id)
WHERE visited_on BETWEEN opens_on AND closes_on
GROUP BY ALL;

-- The unit that reports: the township's own units, or the units the responsible is posted to
-- where the rule says so, or where the target lies in no township.
CREATE OR REPLACE TEMP TABLE reporting AS
SELECT DISTINCT owed.rule_id, owed.responsible_kind, owed.responsible_id, owed.due_on,
       owed.opens_on, owed.closes_on,
       CASE WHEN rule.reported_by = 'place_township' THEN township_code END AS township_code
FROM owed JOIN rule USING (rule_id);

CREATE OR REPLACE TEMP TABLE official_unit AS
SELECT DISTINCT reporting.* EXCLUDE (township_code), unit_id
FROM reporting JOIN posting ON posting.official_id = responsible_id
WHERE township_code IS NULL AND responsible_kind = 'official'
  AND in_force(due_on, posting.valid_from, posting.valid_to)
UNION ALL
SELECT DISTINCT reporting.* EXCLUDE (township_code), responsible_id
FROM reporting WHERE township_code IS NULL AND responsible_kind = 'unit';

CREATE OR REPLACE TEMP TABLE reported AS
SELECT DISTINCT rule_id, NULL AS responsible_kind, NULL AS responsible_id, due_on, township_code
FROM (SELECT DISTINCT rule_id, due_on, township_code FROM reporting WHERE township_code IS NOT NULL)
JOIN unit ON unit.place_code = township_code
JOIN report ON report.unit_id = unit.unit_id AND report.day = due_on
UNION ALL
SELECT DISTINCT rule_id, responsible_kind, responsible_id, due_on, NULL
FROM official_unit JOIN report ON report.unit_id = official_unit.unit_id AND report.day = due_on
UNION ALL
-- inferred, where the city gives no reports at all: a visit in the window stands for a report
SELECT DISTINCT rule_id, NULL, NULL, due_on, township_code
FROM (SELECT DISTINCT rule_id, due_on, opens_on, closes_on, township_code
      FROM reporting WHERE township_code IS NOT NULL) AS r
SEMI JOIN (
    SELECT DISTINCT lineage.township_code, visited_on
    FROM visit JOIN lineage ON target_kind = 'place' AND lineage.code = target_id
        AND in_force(visited_on, lineage.valid_from, lineage.valid_to)
) AS seen ON seen.township_code = r.township_code
    AND seen.visited_on >= r.opens_on AND seen.visited_on <= r.closes_on
WHERE NOT EXISTS (FROM report)
UNION ALL
SELECT DISTINCT rule_id, responsible_kind, responsible_id, due_on, NULL
FROM official_unit AS r
SEMI JOIN (
    SELECT DISTINCT unit_id, visited_on
    FROM attendance JOIN visit USING (visit_id) JOIN posting USING (official_id)
    WHERE in_force(visited_on, posting.valid_from, posting.valid_to)
) AS seen ON seen.unit_id = r.unit_id
    AND seen.visited_on >= r.opens_on AND seen.visited_on <= r.closes_on
WHERE NOT EXISTS (FROM report);

INSERT INTO obligation
SELECT owed.rule_id, owed.responsible_kind, owed.responsible_id, owed.target_kind, owed.target_id,
       owed.nominal_on, owed.due_on, owed.opens_on, owed.closes_on,
       EXISTS (FROM exemption WHERE in_force(owed.due_on, valid_from, valid_to)
               AND subject_kind = owed.responsible_kind AND subject_id = owed.responsible_id)
       OR EXISTS (FROM exemption WHERE in_force(owed.due_on, valid_from, valid_to)
               AND subject_kind = owed.target_kind AND subject_id = owed.target_id),
       settlement.first.visit_id, settlement.first.visited_on,
       by_township.due_on IS NOT NULL OR by_unit.due_on IS NOT NULL,
       owed.kind, owed.unit_id,
       owed.province_code, owed.city_code, owed.county_code, owed.township_code
FROM owed
LEFT JOIN settlement USING (rule_id, responsible_kind, responsible_id, target_kind, target_id, due_on)
JOIN rule USING (rule_id)
LEFT JOIN (FROM reported WHERE township_code IS NOT NULL) AS by_township
    ON rule.reported_by = 'place_township' AND by_township.rule_id = owed.rule_id
    AND by_township.due_on = owed.due_on AND by_township.township_code = owed.township_code
LEFT JOIN (FROM reported WHERE township_code IS NULL) AS by_unit
    ON by_unit.rule_id = owed.rule_id AND by_unit.responsible_kind = owed.responsible_kind
    AND by_unit.responsible_id = owed.responsible_id AND by_unit.due_on = owed.due_on
    AND (rule.reported_by <> 'place_township' OR owed.township_code IS NULL)
ORDER BY owed.due_on, owed.target_id, owed.rule_id, owed.responsible_id;

DROP TABLE answerable; DROP TABLE owed; DROP TABLE credit; DROP TABLE settlement;
DROP TABLE reporting; DROP TABLE official_unit; DROP TABLE reported;
