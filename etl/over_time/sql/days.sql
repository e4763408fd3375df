-- The day on which a register passes to the next is only known to lie between the two; a confirmed
-- change knows it. `boundary`: for each code that a change names, the end of the register before it
-- and its day. A place under a successor of its parent moves on the day of its parent.
CREATE OR REPLACE TEMP TABLE named AS
SELECT DISTINCT coalesce(
           (SELECT min(until) FROM register_day WHERE until >= on_date - 1),
           (SELECT max(until) FROM register_day)) AS until, *
FROM place_change;

CREATE OR REPLACE TEMP TABLE boundary AS
WITH direct AS (
    SELECT code, until, max(on_date) AS last_on, max(on_date) FILTER (is_old) AS ended_on,
           min(on_date) FILTER (NOT is_old) AS begun_on
    FROM (SELECT old_code AS code, until, on_date, true AS is_old FROM named
          UNION ALL SELECT new_code, until, on_date, false FROM named)
    GROUP BY code, until
)
FROM direct
UNION ALL
SELECT code, named.until, max(on_date), max(on_date), max(on_date)
FROM place AS before
JOIN named ON before.parent_code = named.old_code AND before.valid_to = named.until
JOIN place AS after USING (code)
WHERE after.parent_code = named.new_code AND after.valid_from = named.until + 1
  AND old_code <> new_code
  AND (code, named.until) NOT IN (SELECT (code, until) FROM direct)
GROUP BY code, named.until;

-- Both sides of a boundary are looked up before either is moved.
CREATE OR REPLACE TEMP TABLE move AS
SELECT place.code, place.valid_from,
       CASE WHEN at_start.code IS NULL THEN place.valid_from
            WHEN before.code IS NOT NULL THEN at_start.last_on
            ELSE coalesce(at_start.begun_on, place.valid_from) END AS first_day,
       CASE WHEN at_end.code IS NULL THEN place.valid_to
            WHEN after.code IS NOT NULL THEN at_end.last_on - 1
            ELSE coalesce(at_end.ended_on - 1, place.valid_to) END AS last_day
FROM place
LEFT JOIN boundary AS at_start
    ON at_start.code = place.code AND at_start.until = place.valid_from - 1
LEFT JOIN boundary AS at_end ON at_end.code = place.code AND at_end.until = place.valid_to
LEFT JOIN place AS before
    ON before.code = place.code AND before.valid_to = place.valid_from - 1
LEFT JOIN place AS after ON after.code = place.code AND after.valid_from = place.valid_to + 1
WHERE at_start.code IS NOT NULL OR at_end.code IS NOT NULL;

UPDATE place SET valid_from = first_day, valid_to = last_day FROM move
WHERE place.code = move.code AND place.valid_from IS NOT DISTINCT FROM move.valid_from
  AND coalesce(first_day, DATE '0001-01-01') <= coalesce(last_day, DATE '9999-12-31');

-- Without an earlier register: an old place that is still open ends, and a new one begins. One that a
-- single other is merged into is not new: it stood before, and keeps its past.
UPDATE place SET valid_to = on_date - 1 FROM place_change
WHERE place.code = old_code AND old_code <> new_code
  AND coalesce(place.valid_from, DATE '0001-01-01') < on_date
  AND coalesce(place.valid_to, DATE '9999-12-31') >= on_date
  AND (old_code, on_date) NOT IN (
      SELECT (old_code, on_date) FROM place_change WHERE old_code = new_code);
UPDATE place SET valid_from = on_date
FROM (SELECT new_code, on_date FROM place_change
      WHERE new_code NOT IN (SELECT new_code FROM place_change WHERE old_code = new_code)
      GROUP BY new_code, on_date
      QUALIFY row_number() OVER (PARTITION BY new_code ORDER BY on_date) = 1
          AND (count(DISTINCT old_code) > 1 OR bool_or(change <> 'merge'))) AS born
WHERE place.code = new_code AND place.valid_from IS NULL
  AND coalesce(place.valid_to, DATE '9999-12-31') >= on_date
  AND new_code NOT IN (SELECT code FROM place GROUP BY code HAVING count(*) > 1);

-- A place that two registers in a row describe alike is one version, with the later one's shape.
CREATE OR REPLACE TEMP TABLE stay AS
WITH compared AS (
    SELECT code, valid_from, valid_to,
           lag(valid_to) OVER versions = valid_from - 1
           AND lag(valid_to) OVER versions IN (SELECT until FROM register_day)
           AND lag(name) OVER versions = name AND lag(kind) OVER versions = kind
           AND lag(parent_code) OVER versions IS NOT DISTINCT FROM parent_code
           AND (code, lag(valid_to) OVER versions) NOT IN (SELECT (code, until) FROM boundary)
               AS goes_on
    FROM place
    WHERE EXISTS (FROM register_day)
    WINDOW versions AS (PARTITION BY code ORDER BY valid_from NULLS FIRST)
),
grouped AS (
    SELECT *, count(*) FILTER (goes_on IS NOT TRUE) OVER (
               PARTITION BY code ORDER BY valid_from NULLS FIRST) AS stay
    FROM compared
)
SELECT code, valid_from,
       first_value(valid_from) OVER stays AS first_day,
       row_number() OVER (PARTITION BY code, stay ORDER BY valid_from DESC NULLS LAST) = 1 AS is_last
FROM grouped
WINDOW stays AS (PARTITION BY code, stay ORDER BY valid_from NULLS FIRST);

-- one that the later register gives no shape keeps the earlier one's
UPDATE place SET geometry = known.geometry, geometry_source = known.geometry_source
FROM stay AS last
JOIN stay AS first ON first.code = last.code AND first.valid_from IS NOT DISTINCT FROM last.first_day
    AND first.is_last = false
JOIN place AS known ON known.code = first.code
    AND known.valid_from IS NOT DISTINCT FROM first.valid_from
WHERE last.is_last AND place.code = last.code AND place.geometry IS NULL
  AND place.valid_from IS NOT DISTINCT FROM last.valid_from AND known.geometry IS NOT NULL;
DELETE FROM place USING stay
WHERE place.code = stay.code AND place.valid_from IS NOT DISTINCT FROM stay.valid_from
  AND NOT is_last;
UPDATE place SET valid_from = first_day FROM stay
WHERE is_last AND place.code = stay.code AND place.valid_from IS NOT DISTINCT FROM stay.valid_from
  AND place.valid_from IS DISTINCT FROM first_day;

-- Who stands for a code that is gone, on which days: followed from change to change. A code that
-- is in force on a day always means itself.
INSERT INTO succession
WITH RECURSIVE
step AS (
    SELECT old_code, new_code, change = 'split' AS is_split, on_date FROM place_change
    WHERE old_code <> new_code AND NOT EXISTS (
        FROM place WHERE place.code = old_code
          AND in_force(on_date, place.valid_from, place.valid_to))
),
chain AS (
    SELECT old_code, new_code, is_split, on_date - 1 AS old_to, on_date AS first_day FROM step
    UNION
    SELECT chain.old_code, step.new_code, chain.is_split OR step.is_split, old_to, on_date
    FROM chain JOIN step ON step.old_code = chain.new_code AND on_date > first_day
)
SELECT * FROM (SELECT DISTINCT old_code, new_code, is_split, old_to, first_day,
       nullif(least(
           coalesce((SELECT min(on_date) - 1 FROM step
                     WHERE step.old_code = chain.old_code AND on_date > old_to + 1),
                    DATE '9999-12-31'),
           coalesce((SELECT min(on_date) - 1 FROM step
                     WHERE step.old_code = chain.new_code AND on_date > first_day),
                    DATE '9999-12-31'),
           coalesce((SELECT min(place.valid_from) - 1 FROM place
                     WHERE place.code = chain.old_code AND place.valid_from > first_day),
                    DATE '9999-12-31')), DATE '9999-12-31') AS last_day
FROM chain)
WHERE last_day IS NULL OR last_day >= first_day;

DROP TABLE named; DROP TABLE boundary; DROP TABLE move; DROP TABLE stay;
