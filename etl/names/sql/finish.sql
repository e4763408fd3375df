-- Rows that were put aside ask nothing but what they were put aside for.
DELETE FROM unknown_person AS asked
WHERE table_name NOT IN ('attendance', 'exemption')
  AND EXISTS (FROM quarantine WHERE quarantine.table_name = asked.table_name
              AND quarantine.source_file = asked.source_file
              AND quarantine.source_row = asked.source_row);

INSERT INTO load_warning
SELECT 'official', 'people_unknown', json_object(
    'rows', count(*), 'people', count(DISTINCT written),
    'visits', count(DISTINCT visit_id))
FROM unknown_person HAVING count(*) > 0;

INSERT INTO load_warning
SELECT settled.table_name, 'names_by_township', json_object('table', settled.table_name, 'rows', count(*))
FROM settled_by_township AS settled
ANTI JOIN quarantine ON quarantine.table_name = settled.table_name
    AND quarantine.source_file = _file AND quarantine.source_row = _row
GROUP BY settled.table_name;

INSERT INTO load_warning
SELECT 'official', 'officials_unlisted', json_object('officials', count(DISTINCT code))
FROM unlisted HAVING count(*) > 0
