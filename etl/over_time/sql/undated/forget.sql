-- Who was paired by a slip of the pen, and came to nothing, is nobody: known by that name alone.
CREATE OR REPLACE TEMP TABLE nobody AS
SELECT DISTINCT responsible_id AS official_id FROM ended_row
WHERE responsible_kind = 'official' AND NOT is_given('official')
  AND responsible_id NOT IN (SELECT responsible_id FROM pairing)
  AND responsible_id NOT IN (SELECT official_id FROM earlier.attendance);
DELETE FROM official WHERE official_id IN (FROM nobody);
DELETE FROM posting WHERE official_id IN (FROM nobody);
DELETE FROM unlisted WHERE code IN (FROM nobody)
