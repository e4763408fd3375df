-- The places of some parts, with a polygon or else a point, degrees (EPSG:4490).
SELECT member.code, member.name, member.kind, part, ended, geometry_source = 'estimated',
       ST_AsWKB(geometry),
       coalesce(lon, ST_X(ST_Centroid(geometry))), coalesce(lat, ST_Y(ST_Centroid(geometry)))
FROM shape_member AS member JOIN place ON place.rowid = place_row
WHERE list_contains($parts, part)
ORDER BY part, member.code, drawn_from NULLS FIRST;
