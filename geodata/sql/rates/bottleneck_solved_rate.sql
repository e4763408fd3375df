-- One row for each bottleneck of a project in scope opened from $since to $as_of; counted: solved
-- by $as_of.
SELECT project_id AS code, p.name, bottleneck_id, title, kind AS bottleneck_kind, opened_on,
       CASE WHEN solved_on <= $as_of THEN solved_on END AS solved_on,
       province_code, city_code, county_code, township_code,
       coalesce(solved_on <= $as_of, false) AS counted
FROM bottleneck JOIN projects_at($as_of, $area) AS p USING (project_id)
WHERE opened_on BETWEEN $since AND $as_of
  AND is_asked(p.level, chain_id, is_protected, $levels, $chain, $protected)
