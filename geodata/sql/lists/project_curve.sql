-- Planned and invested of one project up to the end of each month, wan yuan. The actual ends with
-- the last month that is over and reported, or before the first one with a plan that was not: from
-- there on nobody knows what was invested.
SELECT last_day(month) AS day,
       (sum(planned_wan_yuan) OVER months)::DOUBLE AS planned,
       CASE WHEN month <= reported_to
             AND NOT bool_or(coalesce(planned_wan_yuan > 0 AND invested_wan_yuan IS NULL, false)) OVER months
            THEN (sum(invested_wan_yuan) OVER months)::DOUBLE END AS invested
FROM project_month LEFT JOIN project_progress($as_of) USING (project_id)
WHERE project_id = $code
WINDOW months AS (ORDER BY month)
ORDER BY month
