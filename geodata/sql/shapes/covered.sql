-- Each area of a kind that has a shape: its area in square degrees, and the places inside it.
SELECT area.code, any_value(ST_Area(place.geometry)), list(inside.code ORDER BY inside.code)
FROM shape_place AS area
JOIN place ON place.rowid = area.place_row
JOIN shape_place AS inside ON area.code = CASE $kind
    WHEN 'province' THEN inside.province_code WHEN 'city' THEN inside.city_code
    WHEN 'county' THEN inside.county_code ELSE inside.township_code END
WHERE area.kind = $kind AND NOT (area.ended OR inside.ended)
  AND list_contains($places, inside.kind) AND place.geometry IS NOT NULL
GROUP BY area.code;
