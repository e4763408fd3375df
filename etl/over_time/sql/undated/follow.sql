-- An undated row that names a code which is gone is of its successor. At a split nobody can tell of
-- which part: what was before stays, and the row says nothing new.
INSERT INTO load_note
SELECT '{table}', 'ends_at_split', '{code}',
       one.{code} || ' → ' || candidates || ' (' || (old_to + 1) || ')'
FROM (SELECT DISTINCT {code}, undated FROM {table} WHERE {is_place}) AS one
JOIN (
    SELECT old_code, min(old_to) AS old_to,
           string_agg(DISTINCT new_code, ' ' ORDER BY new_code) AS candidates
    FROM succession, change_day
    WHERE is_split AND in_force(day, valid_from, valid_to) GROUP BY old_code
) AS ending ON ending.old_code = one.{code}
WHERE undated AND one.{code} || ' → ' || candidates || ' (' || (old_to + 1) || ')' NOT IN (
    SELECT value FROM load_note WHERE table_name = '{table}');
DELETE FROM {table} AS one USING succession, change_day
WHERE undated AND {is_place} AND is_split AND old_code = one.{code}
  AND in_force(day, succession.valid_from, succession.valid_to);
UPDATE {table} AS one SET {code} = new_code FROM succession, change_day
WHERE undated AND {is_place} AND NOT is_split AND old_code = one.{code}
  AND in_force(day, succession.valid_from, succession.valid_to)
