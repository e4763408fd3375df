-- Rows with a validity that name a code which is gone in part of it: cut at the change, the rest is
-- of the successor. At a split nobody can tell who goes on, so there the row only ends.
CREATE OR REPLACE TEMP TABLE follower AS
SELECT one.* REPLACE (
           succession.new_code AS {code},
           greatest(coalesce(one.valid_from, DATE '0001-01-01'), succession.valid_from) AS valid_from,
           nullif(least(coalesce(one.valid_to, DATE '9999-12-31'),
                        coalesce(succession.valid_to, DATE '9999-12-31')), DATE '9999-12-31') AS valid_to)
FROM {table} AS one JOIN succession ON succession.old_code = one.{code}
WHERE {is_place} AND NOT is_split
  AND coalesce(one.valid_from, DATE '0001-01-01') <= coalesce(succession.valid_to, DATE '9999-12-31')
  AND coalesce(one.valid_to, DATE '9999-12-31') >= succession.valid_from;

CREATE OR REPLACE TEMP TABLE ending AS
SELECT old_code, min(old_to) AS old_to, bool_or(is_split) AS is_split,
       max(coalesce(valid_to, DATE '9999-12-31')) AS gone_to,
       string_agg(DISTINCT new_code, ' ' ORDER BY new_code) AS candidates
FROM succession GROUP BY old_code;

INSERT INTO load_note
SELECT '{name}', 'ends_at_split', '{code}',
       one.{code} || ' → ' || candidates || ' (' || (old_to + 1) || ')'
FROM {table} AS one JOIN ending ON ending.old_code = one.{code}
WHERE {is_place} AND is_split
  AND coalesce(one.valid_from, DATE '0001-01-01') <= old_to
  AND coalesce(one.valid_to, DATE '9999-12-31') > old_to;
UPDATE {table} AS one SET valid_to = old_to FROM ending
WHERE {is_place} AND ending.old_code = one.{code}
  AND coalesce(one.valid_from, DATE '0001-01-01') <= old_to
  AND coalesce(one.valid_to, DATE '9999-12-31') > old_to;
DELETE FROM {table} AS one USING ending
WHERE {is_place} AND ending.old_code = one.{code} AND one.valid_from > old_to
  AND one.valid_from <= gone_to;
INSERT INTO {table} FROM follower;
DROP TABLE follower; DROP TABLE ending;
