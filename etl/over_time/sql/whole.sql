-- Which rows of earlier loads the files of this one take the place of: those of the months that a file
-- has rows of. A row is of the month of its day, or, inside a window that opens about the due day, of
-- the month of the nominal one (1 October, held on 30 September). Where the two differ the rest of its
-- file decides: one that has other rows of the day's own month, and none of the other, means that.
CREATE OR REPLACE TEMP TABLE nominal AS
SELECT day, min(month) AS month
FROM (
    SELECT unnest(range(opens_on, closes_on + 1, INTERVAL 1 DAY))::DATE AS day,
           date_trunc('month', nominal_on)::DATE AS month
    FROM {before}rule_date JOIN {before}rule USING (rule_id) WHERE opens = 'due'
) GROUP BY day HAVING NOT bool_or(month = date_trunc('month', day));

CREATE OR REPLACE TEMP TABLE file_day AS
SELECT false AS is_old, version, _file AS file, day, count(*) AS rows, 0 AS lost
FROM (
    SELECT _file, _origin AS version, {given_day} AS day FROM typed AS one
    ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
) WHERE day IS NOT NULL GROUP BY ALL
UNION ALL
SELECT true, version, regexp_replace(version, '#[0-9a-f]+$', ''), day, count(*), count(*) FILTER (is_lost)
FROM (
    SELECT {version} AS version, {old_day} AS day, given.is_given IS NULL AS is_lost
    FROM {rows} AS old
    LEFT JOIN (SELECT DISTINCT {by}, true AS is_given FROM typed) AS given ON {given}
    WHERE {own}
) WHERE day IS NOT NULL GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE file_month AS
WITH sure AS (
    SELECT DISTINCT is_old, coalesce(version, '') AS version, date_trunc('month', day)::DATE AS month
    FROM file_day ANTI JOIN nominal USING (day)
)
SELECT one.*, {scope} AS scope, CASE
    WHEN nominal.month IS NULL THEN date_trunc('month', day)::DATE
    WHEN own.month IS NOT NULL AND other.month IS NULL THEN own.month
    ELSE nominal.month END AS month
FROM file_day AS one
LEFT JOIN nominal USING (day)
LEFT JOIN sure AS own ON own.is_old = one.is_old AND own.version = coalesce(one.version, '')
    AND own.month = date_trunc('month', day)
LEFT JOIN sure AS other ON other.is_old = one.is_old AND other.version = coalesce(one.version, '')
    AND other.month = nominal.month;

-- A few rows at the edge of a month, or with a slip in their day, are not all there is of it: it takes
-- a tenth of the rows of the file's fullest month, and in any other month half of those there were.
CREATE OR REPLACE TEMP TABLE decided AS
SELECT scope, month, given, coalesce(had, 0) AS had, coalesce(lost, 0) AS lost,
       given = max(given) OVER (PARTITION BY scope)
       OR (given * 10 >= max(given) OVER (PARTITION BY scope) AND given * 2 >= coalesce(had, 0)) AS is_whole
FROM (SELECT scope, month, sum(rows)::BIGINT AS given FROM file_month WHERE NOT is_old GROUP BY ALL)
LEFT JOIN (
    SELECT scope, month, sum(rows)::BIGINT AS had, sum(lost)::BIGINT AS lost
    FROM file_month WHERE is_old GROUP BY ALL
) AS old USING (scope, month);

INSERT INTO whole_month SELECT scope, month FROM decided WHERE is_whole;
INSERT INTO replaced_day
SELECT version, day FROM file_month SEMI JOIN whole_month USING (scope, month) WHERE is_old AND lost > 0;

-- Files of earlier loads that this one does not name, while others fill a month of theirs: corrected
-- under another name, their rows would count twice. By file and month: rows that are not brought again.
CREATE OR REPLACE TEMP TABLE renamed AS
SELECT file, month, sum(rows)::BIGINT AS had, sum(lost)::BIGINT AS lost
FROM file_month
WHERE is_old AND file IS NOT NULL AND file NOT IN (SELECT _file FROM typed)
  AND month IN (SELECT month FROM decided WHERE is_whole)
GROUP BY file, month HAVING sum(lost) > 0
