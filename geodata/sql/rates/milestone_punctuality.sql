-- One row for each milestone of a project in scope that was due by $as_of; counted: it was struck
-- off by its day.
SELECT project_id AS code, name, milestone, due_on, CASE WHEN done_on <= $as_of THEN done_on END AS done_on,
       province_code, city_code, county_code, township_code,
       coalesce(done_on <= due_on, false) AS counted
FROM milestone JOIN projects_at($as_of, $area) AS p USING (project_id)
WHERE due_on <= $as_of AND is_asked(level, chain_id, is_protected, $levels, $chain, $protected)
