-- Places in force today with a surveyed polygon: the family they must not overlap in, the chunk
-- they are looked at with (near each other, for a family may be too large for memory), and their
-- box, degrees.
CREATE OR REPLACE TEMP TABLE problem_place AS
WITH surveyed AS (
    SELECT DISTINCT ON (code) code, parent_code, place.rowid AS place_row,
           CASE WHEN kind IN ('village', 'community') THEN 'place' ELSE kind END AS family
    FROM place, load_context
    WHERE geometry_source = 'surveyed'
      AND in_force(today, valid_from, valid_to)
    ORDER BY code, valid_from DESC
), boxed AS (
    SELECT surveyed.*, ST_XMin(geometry) AS west, ST_YMin(geometry) AS south,
           ST_XMax(geometry) AS east, ST_YMax(geometry) AS north
    FROM surveyed JOIN place ON place.rowid = surveyed.place_row
)
SELECT *, row_number() OVER (
    PARTITION BY family
    ORDER BY ST_Hilbert((west + east) / 2, (south + north) / 2,
                        {min_x: -180, min_y: -90, max_x: 180, max_y: 90}::BOX_2D), code
) // $together AS chunk
FROM boxed
