WITH RECURSIVE
link AS (
    SELECT DISTINCT project_id, milestone, depends_on FROM typed WHERE depends_on IS NOT NULL
),
before AS (                    -- everything that has to be done before a milestone
    SELECT project_id, milestone, depends_on FROM link
    UNION
    SELECT before.project_id, before.milestone, link.depends_on
    FROM before JOIN link ON link.project_id = before.project_id AND link.milestone = before.depends_on
)
SELECT _file, _row, 'milestone_loop', 'depends_on', depends_on
FROM typed SEMI JOIN before ON before.project_id = typed.project_id
    AND before.milestone = typed.milestone AND before.depends_on = typed.milestone
UNION ALL
SELECT _file, _row, 'unknown_milestone', 'depends_on', depends_on
FROM typed ANTI JOIN typed AS other
    ON other.project_id = typed.project_id AND other.milestone = typed.depends_on
WHERE depends_on IS NOT NULL
UNION ALL
SELECT typed._file, typed._row, 'done_before_its_turn', 'done_on', typed.done_on::VARCHAR
FROM typed JOIN typed AS first
    ON first.project_id = typed.project_id AND first.milestone = typed.depends_on
WHERE typed.done_on < coalesce(first.done_on, DATE '9999-12-31')
UNION ALL
SELECT _file, _row, 'no_due_day', 'due_on', NULL
FROM typed LEFT JOIN project ON project.project_id = typed.project_id
WHERE due_on IS NULL AND (lead_days IS NULL OR planned_finish_on IS NULL)
UNION ALL
SELECT _file, _row, 'due_days_differ', 'lead_days', lead_days::VARCHAR
FROM typed JOIN project USING (project_id) WHERE due_on <> planned_finish_on - lead_days
UNION ALL
SELECT _file, _row, 'after_the_finish', 'due_on', due_on::VARCHAR
FROM typed JOIN project USING (project_id) WHERE due_on > planned_finish_on
UNION ALL
SELECT _file, _row, 'in_the_future', 'done_on', done_on::VARCHAR
FROM typed, load_context WHERE done_on > today
