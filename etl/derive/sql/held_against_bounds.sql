-- For each wider place and each kind of place drawn in it: the bounds of both. Those of one kind
-- stand first and those of all kinds together beside them, for a township of villages and communities.
WITH inner_bounds AS (
    SELECT within, kind, min(ST_XMin(shape)) AS west, min(ST_YMin(shape)) AS south,
           max(ST_XMax(shape)) AS east, max(ST_YMax(shape)) AS north
    FROM held_against WHERE shape IS NOT NULL AND within IS NOT NULL GROUP BY within, kind
),
all_bounds AS (
    SELECT within, min(west) AS west, min(south) AS south, max(east) AS east, max(north) AS north
    FROM inner_bounds GROUP BY within
)
SELECT i.kind, o.kind AS outer_kind,
       i.west, i.south, i.east, i.north,
       a.west AS all_west, a.south AS all_south, a.east AS all_east, a.north AS all_north,
       ST_XMin(o.shape) AS outer_west, ST_YMin(o.shape) AS outer_south,
       ST_XMax(o.shape) AS outer_east, ST_YMax(o.shape) AS outer_north
FROM inner_bounds AS i JOIN all_bounds AS a USING (within) JOIN held_against AS o ON i.within = o.code
