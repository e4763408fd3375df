-- The ancestors of every version of a place: its parent, and from there upwards the version of each
-- parent that was in force last. A place is its own ancestor at its own level.
INSERT INTO lineage
WITH RECURSIVE
latest AS (
    SELECT code, arg_max(kind, coalesce(valid_from, DATE '0001-01-01')) AS kind,
           arg_max(struct_pack(c := parent_code), coalesce(valid_from, DATE '0001-01-01')).c AS parent_code
    FROM place GROUP BY code
),
climb AS (
    SELECT rowid AS version, code AS ancestor, kind AS level, parent_code AS next FROM place
    UNION ALL
    SELECT climb.version, latest.code, latest.kind, latest.parent_code
    FROM climb JOIN latest ON climb.next = latest.code
),
levels AS (
    SELECT version,
           max(ancestor) FILTER (level = 'province') AS province_code,
           max(ancestor) FILTER (level = 'city') AS city_code,
           max(ancestor) FILTER (level = 'county') AS county_code,
           max(ancestor) FILTER (level = 'township') AS township_code,
           max(ancestor) FILTER (level = 'village') AS village_code,
           max(ancestor) FILTER (level = 'community') AS community_code,
           max(ancestor) FILTER (level = 'grid') AS grid_code
    FROM climb GROUP BY version
)
SELECT code, kind, valid_from, valid_to, levels.* EXCLUDE (version)
FROM place JOIN levels ON place.rowid = levels.version
