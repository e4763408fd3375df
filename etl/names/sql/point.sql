-- Visits that give a point and neither code nor name lie in the village or community whose polygon
-- holds the point; a grid stands for the place it belongs to where that has no polygon.
CREATE OR REPLACE TEMP TABLE pinned AS
SELECT _file, _row, visited_on, lon, lat, ST_Point(lon, lat) AS point FROM typed
WHERE target_kind = 'place' AND target_id IS NULL AND target_name IS NULL
  AND lon IS NOT NULL AND lat IS NOT NULL;

CREATE OR REPLACE TEMP TABLE ground AS
SELECT code, valid_from, valid_to, geometry AS shape FROM place
WHERE kind IN ('village', 'community') AND geometry IS NOT NULL
UNION ALL
SELECT grid.parent_code, grid.valid_from, grid.valid_to, grid.geometry
FROM place AS grid
SEMI JOIN (FROM place WHERE kind IN ('village', 'community')) AS whole
    ON whole.code = grid.parent_code
ANTI JOIN (FROM place WHERE geometry IS NOT NULL) AS drawn ON drawn.code = grid.parent_code
WHERE grid.kind = 'grid' AND grid.geometry IS NOT NULL;

-- Inside first, which is quick; only points in no place are then held against the borders.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT _file, _row, code, visited_on, valid_from, valid_to
FROM pinned JOIN ground ON ST_Contains(ground.shape, pinned.point);

INSERT INTO touched
SELECT _file, _row, code, visited_on, valid_from, valid_to
FROM (SELECT pinned.* FROM pinned ANTI JOIN touched USING (_file, _row)) AS border
JOIN ground ON ST_Intersects(ground.shape, border.point);

CREATE OR REPLACE TEMP TABLE hit AS
SELECT _file, _row, list(DISTINCT code ORDER BY code) AS codes FROM touched
WHERE in_force(visited_on, valid_from, valid_to)
GROUP BY _file, _row;

UPDATE typed SET target_id = hit.codes[1] FROM hit
WHERE typed._file = hit._file AND typed._row = hit._row AND len(hit.codes) = 1
