-- For each of the $ahead months after the last one that is over and reported by $day: what each project is
-- planned to have invested by its end, and what it would have at the mean of its last $recent reported months. A
-- project with a month that was not reported before the last is left out: what it has is unknown.
WITH told AS (
    SELECT project_id, reported_to FROM project_progress($day) WHERE reported_to IS NOT NULL AND missed_months = 0
),
past AS (
    SELECT project_id, sum(invested_wan_yuan) AS invested, avg(invested_wan_yuan) FILTER (back <= $recent) AS pace
    FROM (SELECT project_id, invested_wan_yuan, row_number() OVER (PARTITION BY project_id ORDER BY month DESC) AS back
          FROM project_month JOIN told USING (project_id)
          WHERE month <= reported_to AND invested_wan_yuan IS NOT NULL)
    GROUP BY project_id
),
plan AS (
    SELECT project_id, month, sum(planned_wan_yuan) OVER (PARTITION BY project_id ORDER BY month) AS planned
    FROM project_month
)
SELECT project_id AS code, month, pace::DOUBLE AS pace_wan_yuan, planned::DOUBLE AS planned_wan_yuan,
       (invested + pace * date_diff('month', reported_to, month))::DOUBLE AS projected_wan_yuan
FROM plan JOIN told USING (project_id) JOIN past USING (project_id)
WHERE month > reported_to AND date_diff('month', reported_to, month) <= $ahead AND planned > 0
ORDER BY project_id, month
