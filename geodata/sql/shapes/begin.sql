-- What the map draws, packed once at load: each level in one or more parts.
-- bounds and width are degrees (EPSG:4490); pack is gzipped JSON, see geodata/land/shapes.py.
CREATE TABLE shape_part (
    level VARCHAR NOT NULL, part VARCHAR NOT NULL, shapes INTEGER NOT NULL,
    min_lon DOUBLE, min_lat DOUBLE, max_lon DOUBLE, max_lat DOUBLE,
    width DOUBLE,                           -- of a typical shape; NULL where there are only points
    pack BLOB NOT NULL
);
CREATE TABLE shape_index (     -- which code stands at which position of a pack, on which days
    level VARCHAR NOT NULL, part VARCHAR NOT NULL, position INTEGER NOT NULL, code VARCHAR NOT NULL,
    drawn_from DATE, drawn_to DATE
);

-- Every version of a place that has a shape of its own, and the newest of those that never had
-- one, with its ancestors and without its shape. On any day one version of a code is drawn: from
-- its first day until the next one with a shape begins, so that one without is drawn by the last
-- border known. A past version stays, since an earlier day still shows it, but no border is shared
-- with it.
CREATE OR REPLACE TEMP TABLE shape_place AS
WITH version AS (
    SELECT code, name, kind, rowid AS place_row, valid_to, valid_from,
           geometry IS NOT NULL OR lon IS NOT NULL AS is_shaped
    FROM place
    QUALIFY is_shaped OR (NOT bool_or(is_shaped) OVER (PARTITION BY code)
        AND row_number() OVER (PARTITION BY code ORDER BY valid_from DESC NULLS LAST) = 1)
), ancestors AS (
    SELECT code, province_code, city_code, county_code, township_code
    FROM lineage
    QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid_from DESC NULLS LAST) = 1
)
SELECT code, name, kind, place_row,
       CASE WHEN lag(code) OVER versions IS NOT NULL THEN valid_from END AS drawn_from,
       lead(valid_from) OVER versions - 1 AS drawn_to,
       valid_to IS NOT NULL OR lead(code) OVER versions IS NOT NULL AS ended,
       province_code, city_code, county_code, township_code
FROM version LEFT JOIN ancestors USING (code)
WINDOW versions AS (PARTITION BY code ORDER BY valid_from NULLS FIRST);
