-- The officials whom the visits themselves name, where the visit was accepted and no attendance says so.
INSERT INTO attendance (visit_id, official_id, from_visit)
SELECT visit_id, official_id, true FROM (SELECT DISTINCT visit_id, official_id FROM came)
SEMI JOIN visit USING (visit_id)
ANTI JOIN attendance USING (visit_id, official_id)
