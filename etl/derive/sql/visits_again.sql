-- Visits that a file brings again in other words (张伟, 张伟局长): the same people, on one day in one
-- place, each once before and now. An id made of the words is then another, so they keep that of before.
CREATE OR REPLACE TEMP TABLE again AS
WITH fresh AS (
    SELECT visit_id, target_kind, target_id, visited_on FROM typed
    ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
    WHERE is_of_words(visit_id) AND visit_id NOT IN (SELECT visit_id FROM earlier.visit)
),
before AS (
    SELECT visit_id, target_kind, target_id, visited_on FROM earlier.visit
    SEMI JOIN fresh USING (target_kind, target_id, visited_on)
    WHERE is_of_words(visit_id)
      AND visit_id NOT IN (SELECT visit_id FROM typed WHERE visit_id IS NOT NULL)
),
now_here AS (
    SELECT visit_id, list_sort(list(DISTINCT who)) AS who FROM (
        SELECT visit_id, official_id AS who, true AS is_known FROM came
        UNION ALL
        SELECT visit_id, '?' || written, false FROM unknown_person WHERE table_name = 'visit'
    ) SEMI JOIN fresh USING (visit_id) GROUP BY visit_id HAVING bool_or(is_known)
),
then_here AS (
    SELECT visit_id, list_sort(list(DISTINCT who)) AS who FROM (
        SELECT visit_id, known_as('official', official_id) AS who FROM earlier.attendance
        UNION ALL
        SELECT visit_id, '?' || written FROM earlier.unknown_person WHERE table_name = 'visit'
    ) SEMI JOIN before USING (visit_id) GROUP BY visit_id
)
SELECT fresh.visit_id AS made, before.visit_id AS known
FROM fresh JOIN now_here USING (visit_id)
JOIN (before JOIN then_here USING (visit_id)) USING (target_kind, target_id, visited_on, who)
QUALIFY count(*) OVER (PARTITION BY made) = 1 AND count(*) OVER (PARTITION BY known) = 1;

UPDATE typed SET visit_id = known FROM again WHERE visit_id = made;
UPDATE raw SET visit_id = known FROM again WHERE visit_id = made;
UPDATE came SET visit_id = known FROM again WHERE visit_id = made;
UPDATE unknown_person SET visit_id = known FROM again WHERE table_name = 'visit' AND visit_id = made
