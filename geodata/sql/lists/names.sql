-- The names of things told by kind ($sorts) and id ($ids), each beside the other; of a place the
-- last it had. A kind goes with every id, for an official and a unit may share one.
SELECT kind, id, name
FROM (
    SELECT 'place' AS kind, code AS id, arg_max(name, coalesce(valid_from, DATE '0001-01-01')) AS name
    FROM place SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS code) USING (code) GROUP BY code
    UNION ALL SELECT 'unit', unit_id, name FROM unit
    UNION ALL SELECT 'official', official_id, name FROM official
    UNION ALL SELECT 'project', project_id, name FROM project
    UNION ALL SELECT 'enterprise', enterprise_id, name FROM enterprise
    UNION ALL SELECT 'chain', chain_id, name FROM chain
)
SEMI JOIN (SELECT unnest($sorts::VARCHAR[]) AS kind, unnest($ids::VARCHAR[]) AS id) AS asked USING (kind, id)
ORDER BY kind, id
