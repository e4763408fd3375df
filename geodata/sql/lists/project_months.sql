-- Planned and invested of all projects in scope by month of the year of $as_of. Months that are not
-- over have no actual yet.
SELECT strftime(month, '%Y-%m') AS month, sum(planned_wan_yuan)::DOUBLE AS month_planned,
       sum(invested_wan_yuan) FILTER (last_day(month) <= $as_of)::DOUBLE AS month_invested
FROM project_month
SEMI JOIN (FROM projects_at($as_of, $area)
           WHERE is_asked(level, chain_id, is_protected, $levels, $chain, $protected)) USING (project_id)
WHERE year(project_month.month) = year($as_of)
GROUP BY project_month.month ORDER BY project_month.month
