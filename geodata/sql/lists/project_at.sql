-- The project drawn at a point: the one whose dot is nearest, else the smallest around it.
SELECT project_id
FROM project
WHERE (abs(lon - $lon) < $near AND abs(lat - $lat) < $near)
   OR (geometry IS NOT NULL AND ST_Contains(geometry, ST_Point($lon, $lat)))
ORDER BY abs(lon - $lon) < $near AND abs(lat - $lat) < $near DESC,
         CASE WHEN abs(lon - $lon) < $near AND abs(lat - $lat) < $near
              THEN greatest(abs(lon - $lon), abs(lat - $lat)) ELSE ST_Area(geometry) END,
         project_id
LIMIT 1
