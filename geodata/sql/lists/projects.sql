-- Every project in scope with its progress: planned and invested to the last month that is over
-- and reported, and the one status that follows. Where a month before it was not reported, what was
-- invested is unknown: what is known may be enough for the plan, and never too little.
SELECT project_id AS code, p.name, category, level, chain_id, chain.name AS chain, task_force,
       is_protected, link, stands_at, difficulty, lon, lat, county.name AS county,
       province_code, city_code, county_code, township_code,
       unit.name AS unit, official.name AS leader,
       planned_start_on, planned_finish_on,
       CASE WHEN p.started_on <= $scope.as_of THEN p.started_on END AS started_on,
       CASE WHEN p.finished_on <= $scope.as_of THEN p.finished_on END AS finished_on,
       CASE WHEN p.stopped_on <= $scope.as_of THEN p.stopped_on END AS stopped_on,
       CASE WHEN p.stopped_on <= $scope.as_of THEN stop_reason END AS stop_reason,
       investment_wan_yuan, reported_to, plan_year_wan_yuan, invested_year_wan_yuan,
       planned_wan_yuan, CASE WHEN missed_months = 0 THEN told_wan_yuan END AS invested_wan_yuan,
       CASE WHEN missed_months = 0 THEN told_wan_yuan / nullif(planned_wan_yuan, 0) END AS progress,
       CASE
           WHEN p.stopped_on <= $scope.as_of THEN 'stopped'
           WHEN p.finished_on <= $scope.as_of THEN 'finished'
           WHEN coalesce(planned_months, 0) = 0 THEN 'no_plan'
           WHEN coalesce(planned_wan_yuan, 0) = 0 AND coalesce(told_wan_yuan, 0) = 0 THEN
               CASE WHEN reported_to IS NULL AND due_months > 0 THEN 'not_reported' ELSE 'normal' END
           WHEN told_wan_yuan > $ahead_ratio * planned_wan_yuan THEN 'ahead'
           WHEN told_wan_yuan >= $behind_ratio * planned_wan_yuan THEN 'normal'
           WHEN missed_months > 0 THEN 'not_reported'
           WHEN told_wan_yuan < $behind_ratio * planned_wan_yuan THEN 'behind'
           ELSE 'normal'
       END AS status
FROM projects_at($scope) AS p
LEFT JOIN project_progress($scope.as_of) USING (project_id)
LEFT JOIN (
    SELECT project_id,
           sum(planned_wan_yuan) FILTER (month <= reported_to) AS planned_wan_yuan,
           sum(invested_wan_yuan) FILTER (month <= reported_to) AS told_wan_yuan,
           count(*) FILTER (last_day(month) <= $scope.as_of AND planned_wan_yuan > 0) AS due_months
    FROM project_month LEFT JOIN project_progress($scope.as_of) USING (project_id)
    GROUP BY project_id
) USING (project_id)
LEFT JOIN unit USING (unit_id)
LEFT JOIN official USING (official_id)
LEFT JOIN chain USING (chain_id)
LEFT JOIN place_names($scope.as_of) AS county ON county.code = county_code
ORDER BY project_id
