-- A project's polygon, and the point it is drawn at from afar: its own, else one inside.
ALTER TABLE typed ADD COLUMN geometry GEOMETRY;
UPDATE typed SET
    geometry = CASE WHEN ST_GeometryType(given) IN ('POLYGON', 'MULTIPOLYGON') THEN given END,
    lon = coalesce(lon, ST_X(ST_PointOnSurface(given))),
    lat = coalesce(lat, ST_Y(ST_PointOnSurface(given)))
FROM (SELECT _file, _row, ST_GeomFromWKB(wkb) AS given FROM shape) AS shape
WHERE typed._file = shape._file AND typed._row = shape._row;
