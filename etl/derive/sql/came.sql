-- The officials whom the visits themselves name, where the visit was accepted and no attendance says so.
INSERT INTO attendance (visit_id, official_id, on_behalf_of, from_visit)
SELECT visit_id, official_id, on_behalf_of, true FROM (
    SELECT visit_id, official_id, min(on_behalf_of) AS on_behalf_of FROM came GROUP BY ALL
)
SEMI JOIN visit USING (visit_id)
ANTI JOIN attendance USING (visit_id, official_id)
