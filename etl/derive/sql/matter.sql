-- The history of matters made ready to be asked on any day: what a file told by columns becomes
-- events, and events become spells, one row for each run of days at whose ends nothing differs.

CREATE OR REPLACE TEMP TABLE history AS
SELECT * REPLACE (row_number() OVER (PARTITION BY matter_id
                                     ORDER BY happened_on, seq NULLS FIRST, event_order(event)) AS seq)
FROM (
    FROM matter_event
    UNION ALL BY NAME
    SELECT * FROM (
        SELECT matter_id, 'claimed' AS event, claimed_on AS happened_on, NULL AS satisfaction FROM matter
        UNION ALL SELECT matter_id, 'assigned', assigned_on, NULL FROM matter
        UNION ALL SELECT matter_id, 'accepted', accepted_on, NULL FROM matter
        UNION ALL SELECT matter_id, 'closed', closed_on, NULL FROM matter
        UNION ALL SELECT matter_id, 'rated', closed_on, satisfaction FROM matter WHERE satisfaction IS NOT NULL
    )
    ANTI JOIN (SELECT DISTINCT matter_id FROM matter_event) AS told USING (matter_id)
    WHERE happened_on IS NOT NULL
);
TRUNCATE matter_event;
INSERT INTO matter_event BY NAME FROM history ORDER BY matter_id, seq;

INSERT INTO matter_unit
SELECT matter_id, lead_unit_id, 'lead' FROM matter WHERE lead_unit_id IS NOT NULL
UNION ALL
SELECT DISTINCT matter_id, co_unit, 'co'
FROM (SELECT matter_id, lead_unit_id, unnest(as_list(co_units)) AS co_unit FROM matter)
WHERE co_unit IS DISTINCT FROM lead_unit_id;

INSERT INTO matter_spell
WITH
event AS (
    SELECT matter_id, 'proposed' AS event, proposed_on AS happened_on, 0 AS seq, NULL AS unit_id,
           due_on AS new_due_on, NULL AS satisfaction
    FROM matter
    UNION ALL
    SELECT matter_id, event, happened_on, seq, unit_id, new_due_on, satisfaction
    FROM matter_event
),
-- what each event leaves behind; the first row is the proposal itself
told AS (
    SELECT matter_id, happened_on, seq,
           last_value(CASE event WHEN 'claimed' THEN 'claimed' WHEN 'assigned' THEN 'assigned'
               WHEN 'returned' THEN 'proposed' WHEN 'started' THEN 'in_work' WHEN 'solved' THEN 'solved'
               WHEN 'accepted' THEN 'accepted' WHEN 'closed' THEN 'closed' WHEN 'reopened' THEN 'in_work'
               WHEN 'proposed' THEN CASE WHEN seq = 0 THEN 'proposed' END END IGNORE NULLS) OVER history AS state,
           last_value(new_due_on IGNORE NULLS) OVER history AS due_on,
           last_value(CASE event WHEN 'assigned' THEN unit_id END IGNORE NULLS) OVER history AS assigned_unit_id,
           last_value(CASE event WHEN 'claimed' THEN true WHEN 'returned' THEN false END IGNORE NULLS) OVER history AS is_claimed,
           last_value(CASE event WHEN 'assigned' THEN true WHEN 'returned' THEN false END IGNORE NULLS) OVER history AS is_assigned,
           count(*) FILTER (event = 'reopened') OVER history AS times_reopened,
           max(happened_on) FILTER (event = 'closed') OVER history AS closed_on,
           nullif(last_value(CASE event WHEN 'rated' THEN satisfaction WHEN 'reopened' THEN 0 END IGNORE NULLS) OVER history, 0) AS satisfaction
    FROM event
    WINDOW history AS (PARTITION BY matter_id ORDER BY seq
                       ROWS UNBOUNDED PRECEDING)
),
late AS (
    SELECT *, coalesce(lag(state) OVER history <> 'closed' AND happened_on > lag(due_on) OVER history, false) AS is_late
    FROM told
    WINDOW history AS (PARTITION BY matter_id ORDER BY seq)
),
-- of the events of one day the last one leaves the matter as it stands at its end
day AS (
    SELECT *, bool_or(is_late) OVER (history ROWS UNBOUNDED PRECEDING) AS late_before,
           lead(happened_on) OVER history AS next_on
    FROM late
    WINDOW history AS (PARTITION BY matter_id ORDER BY seq)
    QUALIFY next_on IS NULL OR next_on > happened_on
),
complex AS (SELECT matter_id FROM matter_unit GROUP BY matter_id HAVING count(*) > 1),
-- a matter of a project or company lies where that does
site AS (
    SELECT matter.*, CASE matter.target_kind WHEN 'place' THEN matter.target_id
                                             WHEN 'project' THEN project.place_code
                                             WHEN 'enterprise' THEN enterprise.place_code END AS site_code,
           complex.matter_id IS NOT NULL AS is_complex
    FROM matter
    LEFT JOIN project ON project.project_id = CASE WHEN matter.target_kind = 'project' THEN matter.target_id END
    LEFT JOIN enterprise ON enterprise.enterprise_id = CASE WHEN matter.target_kind = 'enterprise' THEN matter.target_id END
    LEFT JOIN complex ON complex.matter_id = matter.matter_id
),
-- A state that a file tells without a day holds from the last day that the city's data or its matters
-- speak of. Between the last event and that day a matter so closed may be open or closed: 'unknown'.
known AS (
    SELECT greatest(coalesce(data_to, loaded_at::DATE),
                    (SELECT max(happened_on) FROM event WHERE happened_on <= loaded_at::DATE)) AS told_to
    FROM city
),
spell AS (
    SELECT matter_id, happened_on AS first_day, coalesce(next_on - 1, DATE '9999-12-31') AS last_day, day.state,
           day.due_on, assigned_unit_id, is_claimed, is_assigned, times_reopened, day.closed_on, day.satisfaction,
           late_before, matter.state AS stated, greatest(told_to, happened_on) AS known_on,
           matter.satisfaction AS stated_satisfaction,
           next_on IS NULL AND coalesce(state_order(matter.state) > state_order(day.state), false) AS moves_on
    FROM day JOIN matter USING (matter_id) CROSS JOIN known
),
told_spell AS (
    SELECT * REPLACE (CASE WHEN moves_on THEN known_on - 1 ELSE last_day END AS last_day,
                      CASE WHEN moves_on AND stated = 'closed' THEN 'unknown' ELSE state END AS state,
                      coalesce(is_claimed, CASE WHEN NOT (moves_on AND state_order(stated) >= state_order('claimed')) THEN false END) AS is_claimed,
                      coalesce(is_assigned, CASE WHEN NOT (moves_on AND state_order(stated) >= state_order('assigned')) THEN false END) AS is_assigned)
    FROM spell WHERE NOT (moves_on AND known_on = first_day)
    UNION ALL
    SELECT * REPLACE (known_on AS first_day, stated AS state,
                      is_claimed OR stated = 'claimed' AS is_claimed,
                      coalesce(is_assigned OR stated = 'assigned',
                               CASE WHEN state_order(stated) < state_order('assigned') THEN false END) AS is_assigned,
                      CASE WHEN stated <> 'closed' THEN closed_on END AS closed_on,
                      CASE WHEN stated = 'closed' THEN coalesce(satisfaction, stated_satisfaction) END AS satisfaction)
    FROM spell WHERE moves_on
)
SELECT matter_id, site.kind, target_kind, target_id, title, proposed_on, is_complex,
       statutory_days, actual_days, first_day, last_day,
       told.state, told.due_on, coalesce(assigned_unit_id, lead_unit_id),
       is_claimed,
       is_assigned AND coalesce(assigned_unit_id, lead_unit_id) IS NOT NULL,
       times_reopened, told.closed_on, told.satisfaction, late_before,
       province_code, city_code, county_code, township_code
FROM told_spell AS told JOIN site USING (matter_id)
LEFT JOIN lineage_of() AS lineage ON lineage.given = site.site_code
    AND in_force(site.proposed_on, lineage.valid_from, lineage.valid_to)
-- open ones by the day on which they ended, closed ones by when they were raised: a question about
-- one day or one window then skips nearly all the rest
ORDER BY told.state = 'closed', CASE WHEN told.state <> 'closed' THEN last_day END NULLS LAST, proposed_on, matter_id;
