-- A shape belongs to the one version of its place that `typed` names.
UPDATE place SET
    geometry = CASE WHEN ST_GeometryType(given.shape) IN ('POLYGON', 'MULTIPOLYGON') THEN given.shape END,
    geometry_source = CASE WHEN ST_GeometryType(given.shape) IN ('POLYGON', 'MULTIPOLYGON')
        THEN 'surveyed' ELSE geometry_source END,
    lon = CASE WHEN ST_GeometryType(given.shape) = 'POINT' THEN ST_X(given.shape) ELSE lon END,
    lat = CASE WHEN ST_GeometryType(given.shape) = 'POINT' THEN ST_Y(given.shape) ELSE lat END
FROM (
    SELECT typed.code, typed.valid_from, ST_GeomFromWKB(shape.wkb) AS shape
    FROM shape JOIN typed USING (_file, _row)
    ANTI JOIN fault ON fault._file = typed._file AND fault._row = typed._row
) AS given
WHERE place.code = given.code AND place.valid_from IS NOT DISTINCT FROM given.valid_from
