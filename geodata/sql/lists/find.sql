-- The places whose name, spelling or code begins with or holds what was typed, the closest first:
-- of codes the whole one, then the widest.
WITH named AS (
    SELECT name, min(closeness) AS closeness FROM (
        SELECT name, CASE
                WHEN lower(name) = $text THEN 0
                WHEN contains(spellings || ' ', ' ' || $text || ' ') THEN 1
                WHEN starts_with(lower(name), $text) THEN 2
                WHEN contains(spellings, ' ' || $text) THEN 3
                WHEN contains(lower(name), $text) THEN 4
            END AS closeness
        FROM place_search
    ) WHERE closeness IS NOT NULL GROUP BY name
),
names AS (FROM place_names($as_of))
SELECT found.code, found.name, found.kind, county.name AS county, township.name AS township
FROM (
    SELECT place.*, closeness FROM places_on($as_of) AS place JOIN named USING (name)
    UNION ALL
    SELECT place.*, CASE code WHEN $text THEN -2 ELSE -1 END
    FROM places_on($as_of) AS place WHERE starts_with(code, $text)
) AS found
LEFT JOIN lineage ON lineage.code = found.code
    AND in_force($as_of, lineage.valid_from, lineage.valid_to)
LEFT JOIN names AS county ON county.code = county_code AND county.code <> found.code
LEFT JOIN names AS township ON township.code = township_code AND township.code <> found.code
ORDER BY closeness,
         list_position(['province', 'city', 'county', 'township', 'village', 'community', 'grid'],
                       found.kind),
         length(found.name), found.code
LIMIT $most
