-- Every place in scope with the one cause of its neglect, the first that holds (docs/ledger.md).
-- A cause whose source is not loaded is skipped; where no visit was given at all nothing is known.
WITH
given AS (
    SELECT EXISTS (FROM pairing) AS pairings, EXISTS (FROM visit) AS visits,
           EXISTS (FROM rule_date) AS rules
),
stuck AS (
    SELECT target_id AS code, count(*) AS overdue_matters
    FROM matters_at($as_of, NULL, NULL, 'place', NULL, NULL) WHERE is_overdue GROUP BY target_id
),
paired AS (
    SELECT target_id AS code, string_agg(DISTINCT coalesce(official.name, unit.name), '、'
               ORDER BY coalesce(official.name, unit.name)) AS responsible,
           list_sort(list(DISTINCT responsible_id)) AS responsible_ids
    FROM pairing
    LEFT JOIN official
    ON official.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
    LEFT JOIN unit
    ON unit.unit_id = CASE WHEN responsible_kind = 'unit' THEN responsible_id END
    WHERE target_kind = 'place' AND in_force($as_of, valid_from, valid_to)
    GROUP BY target_id
),
owed AS (
    SELECT target_id AS code,
           arg_max(status, (due_on, status <> 'no_report', rule_id, responsible_id)) FILTER (closes_on < $as_of AND status <> 'exempt') AS last_closed,
           count(*) FILTER (status <> 'exempt' AND due_on <= $as_of) AS fallen_due,
           count(*) FILTER (status = 'pending') AS pending
    FROM obligation_at($as_of) WHERE target_kind = 'place' AND due_on <= $as_of
    GROUP BY target_id
),
names AS (SELECT code, arg_max(name, coalesce(valid_from, DATE '0001-01-01')) AS name FROM place GROUP BY code)
SELECT place.*, county.name AS county, township.name AS township,
       last_visit_on, date_diff('day', last_visit_on, $as_of) AS days,
       coalesce(streak.amount, 0) AS missed_streak, coalesce(owed.pending, 0) AS pending,
       coalesce(overdue_matters, 0) AS overdue_matters,
       responsible, responsible_ids,
       CASE
           WHEN place.code IN (SELECT subject_id FROM exemption WHERE subject_kind = 'place'
                               AND in_force($as_of, valid_from, valid_to)) THEN 'exempt'
           WHEN given.pairings AND paired.code IS NULL THEN 'unpaired'
           WHEN last_closed = 'no_report' THEN 'no_report'
           WHEN given.rules AND coalesce(fallen_due, 0) = 0 AND last_visit_on IS NULL
               AND given.visits THEN 'not_yet_due'
           WHEN NOT given.visits THEN 'no_data'
           WHEN last_visit_on IS NULL THEN 'never_visited'
           WHEN date_diff('day', last_visit_on, $as_of) > $threshold THEN 'lapsed'
           WHEN overdue_matters > 0 THEN 'matter_stuck'
           ELSE 'fine'
       END AS cause
FROM places_at($as_of, $area, $kinds, $attribute) AS place
CROSS JOIN given
LEFT JOIN last_visits($as_of) AS seen ON seen.code = place.code
LEFT JOIN paired ON paired.code = place.code
LEFT JOIN owed ON owed.code = place.code
LEFT JOIN stuck ON stuck.code = place.code
LEFT JOIN streaks_at($as_of, NULL) AS streak ON streak.target_id = place.code
LEFT JOIN names AS county ON county.code = place.county_code
LEFT JOIN names AS township ON township.code = place.township_code
