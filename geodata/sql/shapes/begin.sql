-- What the map draws, packed once at load: each level in one or more parts.
-- bounds and width are degrees (EPSG:4490); pack is gzipped JSON, see geodata/shapes.py.
CREATE TABLE shape_part (
    level VARCHAR NOT NULL, part VARCHAR NOT NULL, shapes INTEGER NOT NULL,
    min_lon DOUBLE, min_lat DOUBLE, max_lon DOUBLE, max_lat DOUBLE,
    width DOUBLE,                           -- of a typical shape; NULL where there are only points
    pack BLOB NOT NULL
);
CREATE TABLE shape_index (     -- which code stands at which position of a pack
    level VARCHAR NOT NULL, part VARCHAR NOT NULL, position INTEGER NOT NULL, code VARCHAR NOT NULL
);

-- The newest version of each place with its ancestors, without its shape. An ended place stays,
-- since an earlier day still shows it, but no border is shared with it.
CREATE OR REPLACE TEMP TABLE shape_place AS
WITH newest AS (
    SELECT code, name, kind, rowid AS place_row, valid_to IS NOT NULL AS ended
    FROM place
    QUALIFY row_number() OVER (
        PARTITION BY code ORDER BY valid_to DESC NULLS FIRST, valid_from DESC NULLS LAST) = 1
), ancestors AS (
    SELECT code, province_code, city_code, county_code, township_code
    FROM lineage
    QUALIFY row_number() OVER (
        PARTITION BY code ORDER BY valid_to DESC NULLS FIRST, valid_from DESC NULLS LAST) = 1
)
SELECT newest.*, province_code, city_code, county_code, township_code
FROM newest LEFT JOIN ancestors USING (code);
