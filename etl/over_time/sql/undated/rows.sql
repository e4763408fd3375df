-- `{table}` holds what the files of this load say, `listed_before` what the snapshot before said.
CREATE OR REPLACE TEMP TABLE dated AS
SELECT {says} AS says, {place} AS place,
       min(coalesce(valid_from, DATE '0001-01-01')) AS first_day
FROM {table} WHERE NOT undated GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE listed AS
SELECT DISTINCT ON (says) {says} AS says, {sublist} AS sublist, * FROM {table}
WHERE undated AND says NOT IN (SELECT says FROM dated);

-- What becomes of each row of before. A list that gives no last day at all tells how things stand:
-- whoever is gone from it has ended, and a first day that is later than it was goes on from what was.
-- One that gives some is a history: it is right as it dates its rows, and in what it leaves out.
CREATE OR REPLACE TEMP TABLE stand AS
SELECT one.*, first_day AS dated_from, CASE
    WHEN first_day IS NOT NULL AND undated AND valid_to < first_day THEN 'stays'
    WHEN first_day IS NOT NULL AND NOT is_history AND NOT rewrites
         AND coalesce(valid_from, DATE '0001-01-01') < first_day THEN 'continues'
    WHEN first_day IS NOT NULL THEN 'goes'
    WHEN says IN (SELECT says FROM listed) THEN 'stays'
    WHEN NOT undated AND is_history THEN 'goes'
    WHEN valid_to IS NOT NULL THEN 'stays'
    WHEN {spared} THEN 'spared'
    ELSE 'ends' END AS fate
FROM (SELECT {says} AS says, {sublist} AS sublist, {place} AS place, * FROM listed_before) AS one
LEFT JOIN (SELECT says, min(first_day) AS first_day FROM dated GROUP BY says) AS given USING (says)
CROSS JOIN (SELECT rewrites FROM change_day)
CROSS JOIN (SELECT count(valid_to) > 0 AS is_history FROM {table});

-- The first day without those who end: that of the change, or an earlier one on which a file says
-- that somebody else came in their place.
CREATE OR REPLACE TEMP TABLE ended_row AS
SELECT *, least(day, (
    SELECT min(first_day) FROM (FROM dated ANTI JOIN stand USING (says)) AS newcomer
    WHERE newcomer.place = ended.place
      AND first_day > coalesce(ended.valid_from, DATE '0001-01-01'))) AS gone_on
FROM (FROM stand WHERE fate = 'ends') AS ended, (SELECT day FROM change_day);

CREATE OR REPLACE TEMP TABLE kept AS
SELECT * FROM stand WHERE fate IN ('stays', 'spared')
UNION ALL BY NAME
SELECT * REPLACE (least(valid_to, dated_from - 1) AS valid_to, true AS undated)
FROM stand WHERE fate = 'continues'
UNION ALL BY NAME
SELECT * EXCLUDE (gone_on, day) REPLACE (gone_on - 1 AS valid_to, true AS undated)
FROM ended_row
WHERE NOT (SELECT rewrites FROM change_day) AND coalesce(valid_from, DATE '0001-01-01') < gone_on;

-- Whom the list says newly: from the day of the change on; where that is a correction from when on
-- what it corrects held; where there was no such list before, as long as can be. One that ended the
-- day before goes on.
CREATE OR REPLACE TEMP TABLE comes AS
SELECT listed.*, CASE
    WHEN {is_first} THEN DATE '0001-01-01'
    WHEN rewrites THEN coalesce({first_days}, DATE '0001-01-01')
    ELSE day END AS begins
FROM change_day, listed
ANTI JOIN (FROM kept WHERE valid_to IS NULL) AS open USING (says);
CREATE OR REPLACE TEMP TABLE resumed AS
SELECT says, min(coalesce(kept.valid_from, DATE '0001-01-01')) AS begins
FROM kept JOIN comes USING (says)
WHERE kept.valid_to >= comes.begins - 1 GROUP BY says;

CREATE OR REPLACE TEMP TABLE spared AS FROM kept WHERE fate = 'spared';
CREATE OR REPLACE TEMP TABLE day_change AS
SELECT gone_on AS day, 'ended' AS what FROM ended_row
WHERE NOT (SELECT rewrites FROM change_day) AND coalesce(valid_from, DATE '0001-01-01') < gone_on
UNION ALL
SELECT begins, 'began' FROM comes ANTI JOIN resumed USING (says)
WHERE NOT (SELECT rewrites FROM change_day) AND begins > DATE '0001-01-01'
UNION ALL
SELECT day, 'corrected' FROM ended_row WHERE (SELECT rewrites FROM change_day)
UNION ALL
SELECT day, 'corrected' FROM comes, change_day
WHERE rewrites AND NOT ({is_first});

DELETE FROM {table} WHERE undated AND {says} NOT IN (SELECT says FROM dated);
INSERT INTO {table} ({columns}, valid_from, valid_to, undated)
SELECT {columns}, nullif(least(comes.begins, resumed.begins), DATE '0001-01-01'), NULL, true
FROM comes LEFT JOIN resumed USING (says)
UNION ALL
SELECT DISTINCT ON (kept.says, kept.valid_from) {told}, kept.valid_from, kept.valid_to,
       kept.undated OR (kept.valid_to IS NULL AND listed.undated IS NOT NULL)
FROM kept
LEFT JOIN listed ON listed.says = kept.says
LEFT JOIN comes ON comes.says = kept.says
WHERE coalesce(kept.valid_to < comes.begins - 1, true)
