-- The ancestors of every place, day by day: one row for each spell in which none of them changes.
-- An ancestor that does not exist on a day still counts, by its last version before that day or
-- else its first. A place is its own ancestor at its own level.
INSERT INTO lineage
WITH RECURSIVE
ancestor AS (
    SELECT code, kind, parent_code,
           CASE WHEN row_number() OVER versions = 1 THEN DATE '0001-01-01' ELSE valid_from END AS first_day,
           lead(valid_from - 1, 1, DATE '9999-12-31') OVER versions AS last_day
    FROM place WINDOW versions AS (PARTITION BY code ORDER BY valid_from NULLS FIRST)
),
climb AS (
    SELECT code, kind, coalesce(valid_from, DATE '0001-01-01') AS first_day,
           coalesce(valid_to, DATE '9999-12-31') AS last_day, parent_code AS next,
           CASE kind WHEN 'province' THEN code END AS province_code,
           CASE kind WHEN 'city' THEN code END AS city_code,
           CASE kind WHEN 'county' THEN code END AS county_code,
           CASE kind WHEN 'township' THEN code END AS township_code,
           CASE kind WHEN 'village' THEN code END AS village_code,
           CASE kind WHEN 'community' THEN code END AS community_code,
           CASE kind WHEN 'grid' THEN code END AS grid_code
    FROM place
    UNION ALL
    SELECT climb.code, climb.kind, greatest(climb.first_day, ancestor.first_day),
           least(climb.last_day, ancestor.last_day), ancestor.parent_code,
           CASE ancestor.kind WHEN 'province' THEN ancestor.code ELSE province_code END,
           CASE ancestor.kind WHEN 'city' THEN ancestor.code ELSE city_code END,
           CASE ancestor.kind WHEN 'county' THEN ancestor.code ELSE county_code END,
           CASE ancestor.kind WHEN 'township' THEN ancestor.code ELSE township_code END,
           CASE ancestor.kind WHEN 'village' THEN ancestor.code ELSE village_code END,
           CASE ancestor.kind WHEN 'community' THEN ancestor.code ELSE community_code END,
           CASE ancestor.kind WHEN 'grid' THEN ancestor.code ELSE grid_code END
    FROM climb JOIN ancestor ON ancestor.code = climb.next
        AND ancestor.first_day <= climb.last_day AND ancestor.last_day >= climb.first_day
),
cut AS (       -- at every version of any ancestor, also where only its name is new
    SELECT * EXCLUDE (next), hash(kind, province_code, city_code, county_code, township_code,
                                  village_code, community_code, grid_code) AS lies
    FROM climb ANTI JOIN place ON climb.next = place.code
),
numbered AS (  -- a spell begins after a day without, or where an ancestor differs
    SELECT *, count(*) FILTER (begins) OVER (PARTITION BY code ORDER BY first_day) AS spell
    FROM (
        SELECT *, lies IS DISTINCT FROM lag(lies) OVER days
               OR first_day <> lag(last_day) OVER days + 1 AS begins
        FROM cut WINDOW days AS (PARTITION BY code ORDER BY first_day)
    )
)
SELECT code, kind, nullif(min(first_day), DATE '0001-01-01'),
       nullif(max(last_day), DATE '9999-12-31'), province_code, city_code, county_code,
       township_code, village_code, community_code, grid_code
FROM numbered
GROUP BY code, spell, kind, province_code, city_code, county_code, township_code, village_code,
         community_code, grid_code
ORDER BY code, min(first_day)
