-- The places of a chunk, and those of others whose box meets the chunk's; last, whether a place is
-- of a later chunk, which leaves what the two share to this one.
WITH reach AS (
    SELECT min(west) AS west, min(south) AS south, max(east) AS east, max(north) AS north
    FROM problem_place WHERE family = $family AND chunk = $chunk
)
SELECT one.code, one.chunk = $chunk, ST_AsWKB(geometry), one.chunk >= $chunk
FROM problem_place AS one JOIN place ON place.rowid = place_row, reach
WHERE family = $family
  AND one.east >= reach.west AND one.west <= reach.east
  AND one.north >= reach.south AND one.south <= reach.north
ORDER BY one.code
