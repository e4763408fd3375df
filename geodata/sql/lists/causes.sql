-- Every place in scope with the one cause of its neglect, the first that holds (docs/ledger.md).
-- On a day after $scope.known_on: if nobody goes anywhere between them (geodata/movement/upcoming.py).
-- A cause whose source is not loaded is skipped; where no visit was given at all nothing is known.
WITH
given AS (
    SELECT EXISTS (FROM pairing WHERE target_kind = 'place') AS pairings,
           EXISTS (FROM visit WHERE target_kind = 'place') AS visits,
           EXISTS (FROM rule) AS rules
),
stuck AS (
    SELECT target_id AS code, count(*) AS overdue_matters
    FROM matters_on(known_in($scope)) WHERE target_kind = 'place' AND is_open(state) AND due_on < $scope.as_of GROUP BY target_id
),
paired AS (
    SELECT target_id AS code, string_agg(DISTINCT name, '、' ORDER BY name) AS responsible,
           list_sort(list(DISTINCT responsible_id)) AS responsible_ids
    FROM pairing
    LEFT JOIN responsibles() USING (responsible_kind, responsible_id)
    WHERE target_kind = 'place' AND in_force($scope.as_of, valid_from, valid_to)
    GROUP BY target_id
),
untold AS (FROM coming_at($scope.as_of)),
-- the rules in force that would send somebody to places of a kind
asking AS (
    SELECT rule_id, coalesce(name, rule_id) AS rule, unnest(targets) AS kind FROM rule
    WHERE in_force($scope.as_of, valid_from, valid_to)
),
unheld AS (
    SELECT place.code, string_agg(rule, '、' ORDER BY rule) AS rules
    FROM places_at($scope) AS place
    JOIN asking ON asking.kind = place.kind
    ANTI JOIN found_at($scope.as_of) AS found ON found.code = place.code AND found.rule_id = asking.rule_id
    GROUP BY place.code
),
names AS (FROM place_names($scope.as_of))
SELECT place.* EXCLUDE (pending, overdue_matters, responsible, responsible_ids, rules, cause, is_unheard),
       county.name AS county, township.name AS township,
       CASE WHEN NOT is_unheard THEN date_diff('day', last_visit_on, $scope.as_of) END AS days,
       CASE WHEN streak.target_id IS NULL THEN 0 ELSE streak.amount END AS missed_streak, coalesce(pending, 0) AS pending,
       coalesce(overdue_matters, 0) AS overdue_matters,
       responsible, responsible_ids, cause, CASE cause WHEN 'not_owed' THEN rules END AS finds_nobody
FROM (
SELECT place.*, last_visit_on, owed.pending, coalesce(owed.is_unheard, false) AS is_unheard, overdue_matters, responsible, responsible_ids, unheld.rules,
       CASE
           WHEN place.code IN (SELECT subject_id FROM exemption WHERE subject_kind = 'place'
                               AND in_force($scope.as_of, valid_from, valid_to)) THEN 'exempt'
           WHEN given.pairings AND paired.code IS NULL THEN 'unpaired'
           WHEN NOT given.visits THEN 'no_data'
           WHEN owed.is_unheard THEN 'no_report'
           WHEN given.rules AND given.pairings AND last_visit_on IS NULL AND coalesce(fallen_due, 0) = 0
               THEN CASE WHEN upcoming > 0 OR untold.code IS NOT NULL THEN 'not_yet_due' ELSE 'not_owed' END
           WHEN last_visit_on IS NULL THEN 'never_visited'
           WHEN date_diff('day', last_visit_on, $scope.as_of) > $threshold THEN 'lapsed'
           WHEN overdue_matters > 0 THEN 'matter_stuck'
           ELSE 'fine'
       END AS cause
FROM places_at($scope) AS place
CROSS JOIN given
LEFT JOIN last_visits_if($scope.as_of, known_in($scope)) AS seen ON seen.code = place.code
LEFT JOIN paired ON paired.code = place.code
LEFT JOIN words_if($scope.as_of, known_in($scope), $threshold) AS owed ON owed.code = place.code
LEFT JOIN untold ON untold.code = place.code
LEFT JOIN unheld ON unheld.code = place.code
LEFT JOIN stuck ON stuck.code = place.code
) AS place
LEFT JOIN streaks_at(known_in($scope), NULL) AS streak
    ON streak.target_kind = 'place' AND streak.target_id = place.code
LEFT JOIN names AS county ON county.code = place.county_code
LEFT JOIN names AS township ON township.code = place.township_code
