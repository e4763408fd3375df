-- People of earlier visits whom nobody knew are asked for again, should a list know them by now.
UPDATE raw SET officials = before.written, unit_name = before.unit
FROM (
    SELECT visit_id, string_agg(DISTINCT written, '、' ORDER BY written) AS written,
           CASE WHEN count(*) = 1 THEN min(unit) END AS unit
    FROM earlier.unknown_person WHERE table_name = 'visit' GROUP BY visit_id
) AS before
WHERE raw.visit_id = before.visit_id
