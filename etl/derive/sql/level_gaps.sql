-- How many places in force lie in no area of a level below the root that is given, or of townships,
-- which every village has: those of the kinds right below it that are there, with a few of them.
WITH level AS (
    SELECT * FROM (VALUES
        ('city', ['county', 'township', 'village', 'community']),
        ('county', ['township', 'village', 'community']),
        ('township', ['village', 'community'])) AS known (level, kinds), load_context
    WHERE list_contains($below, level)
      AND (level = 'township' OR level IN (SELECT kind FROM place))
),
lying AS (
    SELECT level, place.code, place.name,
           CASE level WHEN 'city' THEN city_code WHEN 'county' THEN county_code
                      ELSE township_code END AS area
    FROM level, place
    JOIN lineage ON lineage.code = place.code
    WHERE list_contains(kinds, place.kind)
      AND in_force(today, place.valid_from, place.valid_to)
      AND in_force(today, lineage.valid_from, lineage.valid_to)
)
SELECT level, count(*), list(code || ' ' || name ORDER BY code)[:3]
FROM lying WHERE area IS NULL GROUP BY level ORDER BY level
