-- One row for each project with a plan for the year of $as_of. Invested in the year's months that
-- are over and reported, against the plan of the whole year; it may pass 100 %.
SELECT project_id AS code, name, province_code, city_code, county_code, township_code,
       coalesce(invested_year_wan_yuan, 0) AS numerator, plan_year_wan_yuan AS denominator
FROM projects_at($as_of, $area)
JOIN project_progress($as_of) USING (project_id)
WHERE plan_year_wan_yuan > 0
  AND is_asked(level, chain_id, is_protected, $levels, $chain, $protected)
