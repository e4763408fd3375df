-- Surveyed places whose parent's own polygon was not compared with its children above: it has none, or
-- some of its children have none. Each is held against the next one above that was surveyed, in
-- batches.
CREATE OR REPLACE TEMP TABLE problem_stray AS
WITH RECURSIVE held AS (
    SELECT DISTINCT ON (code) code, parent_code, geometry_source, place.rowid AS place_row
    FROM place, load_context
    WHERE in_force(today, valid_from, valid_to)
    ORDER BY code, valid_from DESC
), due AS (
    SELECT code, place_row, parent_code AS above
    FROM problem_place
    ANTI JOIN (
        SELECT cover.parent_code, is_grid FROM problem_cover AS cover
        JOIN held ON held.code = cover.parent_code WHERE geometry_source = 'surveyed'
    ) AS compared
        ON problem_place.parent_code = compared.parent_code AND (family = 'grid') = is_grid
    WHERE parent_code IS NOT NULL
), climb AS (
    SELECT * FROM due
    UNION ALL
    SELECT climb.code, climb.place_row, held.parent_code
    FROM climb JOIN held ON held.code = above
    WHERE geometry_source <> 'surveyed' AND held.parent_code IS NOT NULL
)
SELECT climb.code, climb.place_row, above, held.place_row AS above_row,
       row_number() OVER (ORDER BY above, climb.code) // $most AS batch
FROM climb JOIN held ON held.code = above
WHERE geometry_source = 'surveyed'
