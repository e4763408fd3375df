-- Places that may be estimated: in force, with a point and no polygon, under a parent with one.
CREATE OR REPLACE TEMP TABLE bare_place AS
SELECT DISTINCT ON (bare.code) bare.code, bare.lon, bare.lat, bare.parent_code,
       bare.kind = 'grid' AS is_grid
FROM place AS bare JOIN place AS parent ON bare.parent_code = parent.code
SEMI JOIN estimable ON bare.code = estimable.code, load_context
WHERE bare.geometry IS NULL AND bare.lon IS NOT NULL AND bare.lat IS NOT NULL
  AND parent.geometry_source IN ('surveyed', 'dissolved')
  AND in_force(today, bare.valid_from, bare.valid_to)
ORDER BY bare.code, bare.valid_from DESC
