-- Places in force today with a surveyed polygon: the family they must not overlap in, the chunk
-- they are looked at with (whole counties, for a family may be too large for memory), and their
-- box, degrees.
CREATE OR REPLACE TEMP TABLE problem_place AS
WITH surveyed AS (
    SELECT DISTINCT ON (place.code) place.code, place.parent_code, place.rowid AS place_row,
           CASE WHEN place.kind IN ('village', 'community') THEN 'place' ELSE place.kind END AS family,
           coalesce(lineage.county_code, lineage.city_code, lineage.province_code, '') AS area
    FROM place LEFT JOIN lineage ON place.code = lineage.code
        AND coalesce(place.valid_from, DATE '0001-01-01') = coalesce(lineage.valid_from, DATE '0001-01-01'),
    load_context
    WHERE geometry_source = 'surveyed'
      AND coalesce(place.valid_from <= today, true) AND coalesce(place.valid_to >= today, true)
    ORDER BY place.code, place.valid_from DESC
)
SELECT surveyed.* EXCLUDE (area),
       count(*) OVER (PARTITION BY family ORDER BY area) // $together AS chunk,
       ST_XMin(geometry) AS west, ST_YMin(geometry) AS south,
       ST_XMax(geometry) AS east, ST_YMax(geometry) AS north
FROM surveyed JOIN place ON place.rowid = surveyed.place_row
