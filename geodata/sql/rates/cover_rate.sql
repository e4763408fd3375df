-- One row for each thing of the kind $topic in scope (project, enterprise or chain; projects and
-- companies where none is named, for a chain lies in no area); counted: somebody is paired with it.
WITH thing AS (
    SELECT 'project' AS target_kind, project_id AS code, name, province_code, city_code,
           county_code, township_code
    FROM projects_at($as_of, $area)
    WHERE is_asked(level, chain_id, is_protected, $levels, $chain, $protected)
    UNION ALL
    SELECT 'enterprise', enterprise_id, name, province_code, city_code, county_code, township_code
    FROM enterprise
    LEFT JOIN lineage ON lineage.code = place_code
        AND in_force($as_of, lineage.valid_from, lineage.valid_to)
    WHERE lies_in($area, province_code, city_code, county_code, township_code)
    UNION ALL
    SELECT 'chain', chain_id, name, NULL, NULL, NULL, NULL FROM chain
    WHERE $area IS NULL AND $topic = 'chain'
)
SELECT thing.*, held.target_id IS NOT NULL AS counted
FROM thing
LEFT JOIN (
    SELECT DISTINCT target_kind, target_id FROM pairing
    WHERE in_force($as_of, valid_from, valid_to)
) AS held ON held.target_kind = thing.target_kind AND held.target_id = thing.code
WHERE $topic IS NULL OR thing.target_kind = $topic
