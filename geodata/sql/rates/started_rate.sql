-- One row for each project in scope; counted: started by $as_of.
SELECT project_id AS code, name, started_on, province_code, city_code, county_code, township_code,
       coalesce(started_on <= $as_of, false) AS counted
FROM projects_at($as_of, $area)
WHERE is_asked(level, chain_id, is_protected, $levels, $chain, $protected)
