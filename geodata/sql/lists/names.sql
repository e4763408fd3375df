-- The names on $day of things told by kind ($sorts) and id ($ids), each beside the other. A kind goes with every id, for an official and a unit may share one.
SELECT kind, id, name
FROM (
    SELECT target_kind AS kind, target_id AS id, name FROM target_names($day)
    UNION ALL SELECT * FROM responsibles()
)
SEMI JOIN (SELECT unnest($sorts::VARCHAR[]) AS kind, unnest($ids::VARCHAR[]) AS id) AS asked USING (kind, id)
ORDER BY kind, id
