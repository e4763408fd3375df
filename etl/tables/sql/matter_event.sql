-- Events that cannot have happened where they stand in the history of their matter (docs/matters.md).
WITH
-- what does not depend on other events
alone AS (
    SELECT typed._file, typed._row, typed.event, typed.happened_on, typed.seq, typed.new_due_on,
           typed.satisfaction, matter.matter_id, matter.due_on,
           list_contains(acceptance_kinds, matter.kind) AS needs_acceptance,
           happened_on < matter.proposed_on AS is_early, happened_on > today AS is_future,
           event = 'rated' AND typed.satisfaction IS NULL AS lacks_satisfaction,
           coalesce(typed.satisfaction NOT BETWEEN 1 AND 5, false) AS is_off_scale,
           event = 'extended' AND new_due_on IS NULL AS lacks_due
    FROM typed JOIN matter USING (matter_id) CROSS JOIN load_context
    WHERE happened_on IS NOT NULL AND event IS NOT NULL
),
-- a due day only ever moves on, so the one in force is the latest so far
due AS (
    SELECT *, coalesce(new_due_on < greatest(due_on, max(new_due_on) OVER before), false) AS is_earlier
    FROM alone
    WHERE NOT (is_early OR is_future OR lacks_satisfaction OR is_off_scale OR lacks_due)
    WINDOW before AS (PARTITION BY matter_id ORDER BY happened_on, seq NULLS FIRST, event_order(event)
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
-- a reopening begins another round, in which the acceptance before it counts no more
round AS (
    SELECT *, count(*) FILTER (event = 'reopened') OVER history AS number
    FROM due WHERE NOT is_earlier
    WINDOW history AS (PARTITION BY matter_id ORDER BY happened_on, seq NULLS FIRST, event_order(event)
                       ROWS UNBOUNDED PRECEDING)
),
accepted AS (
    SELECT *, event = 'closed' AND needs_acceptance
        AND count(*) FILTER (event = 'accepted') OVER (
            PARTITION BY matter_id, number ORDER BY happened_on, seq NULLS FIRST, event_order(event)
            ROWS UNBOUNDED PRECEDING) = 0 AS lacks_acceptance
    FROM round
),
-- the closing or reopening before each event: a wrong one leaves the matter as it was, so that
-- whether it was itself right does not matter here
gate AS (
    SELECT *, coalesce(last_value(CASE WHEN event IN ('closed', 'reopened') AND NOT lacks_acceptance THEN event END
                         IGNORE NULLS) OVER before = 'closed', false) AS was_closed
    FROM accepted
    WINDOW before AS (PARTITION BY matter_id ORDER BY happened_on, seq NULLS FIRST, event_order(event)
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
judged AS (
    SELECT *, CASE
        WHEN lacks_acceptance THEN 'not_accepted'
        WHEN event = 'closed' AND was_closed THEN 'closed_twice'
        WHEN event = 'reopened' AND NOT was_closed THEN 'not_closed'
        WHEN was_closed AND event NOT IN ('proposed', 'closed', 'rated', 'reopened') THEN 'after_closing'
        END AS reason
    FROM gate
)
SELECT _file, _row, 'before_proposed', 'happened_on', happened_on::VARCHAR FROM alone WHERE is_early
UNION ALL
SELECT _file, _row, 'in_the_future', 'happened_on', happened_on::VARCHAR FROM alone WHERE is_future
UNION ALL
SELECT _file, _row, 'missing', 'satisfaction', NULL FROM alone WHERE lacks_satisfaction
UNION ALL
SELECT _file, _row, 'bad_satisfaction', 'satisfaction', satisfaction::VARCHAR FROM alone WHERE is_off_scale
UNION ALL
SELECT _file, _row, 'missing', 'new_due_on', NULL FROM alone WHERE lacks_due
UNION ALL
SELECT _file, _row, 'not_accepted', 'event', event FROM judged WHERE reason = 'not_accepted'
UNION ALL
SELECT _file, _row, 'closed_twice', 'event', event FROM judged WHERE reason = 'closed_twice'
UNION ALL
SELECT _file, _row, 'not_closed', 'event', event FROM judged WHERE reason = 'not_closed'
UNION ALL
SELECT _file, _row, 'after_closing', 'event', event FROM judged WHERE reason = 'after_closing'
UNION ALL
SELECT _file, _row, 'due_earlier', 'new_due_on', new_due_on::VARCHAR FROM due WHERE is_earlier
