-- The bottlenecks of projects in scope known by $as_of, those still open first and of them the
-- longest open; one project where $code names it.
SELECT project_id AS code, p.name, bottleneck_id, title, kind AS bottleneck_kind,
       bottleneck.level AS dispatch_level, unit.name AS unit, opened_on,
       CASE WHEN solved_on <= $as_of THEN solved_on END AS solved_on,
       least(coalesce(solved_on, $as_of), $as_of) - opened_on AS days_open
FROM bottleneck JOIN projects_at($as_of, $area) AS p USING (project_id)
LEFT JOIN unit ON unit.unit_id = bottleneck.unit_id
WHERE opened_on <= $as_of AND is_asked(p.level, chain_id, is_protected, $levels, $chain, $protected)
  AND ($code IS NULL OR project_id = $code)
ORDER BY solved_on IS NOT NULL AND solved_on <= $as_of, days_open DESC, bottleneck_id
