-- Where the city gives no table of units, a unit that bears the name of one township alone (曹集乡人民政府,
-- 夏邑县会亭镇, 中共曹集乡委员会) is that township's own, and reports for it.
CREATE OR REPLACE TEMP MACRO bare_unit(t) AS regexp_replace(
    regexp_replace(t, '^中共', ''),
    '(党委政府|党政办公室|党政办|人民政府|政府|办事处|党工委|工委|党委|委员会|管委会)$', '');

UPDATE unit SET place_code = own.code
FROM (
    SELECT unit_id, min(township.code) AS code
    FROM unit JOIN plain AS office ON office.written = unit.name
    JOIN (
        SELECT DISTINCT place.code, bare_unit(own.plain) AS name, county.plain AS county, city.plain AS city
        FROM place JOIN plain AS own ON own.written = place.name
        LEFT JOIN lineage USING (code)
        LEFT JOIN (SELECT code, plain FROM place JOIN plain ON written = name) AS county
            ON county.code = county_code
        LEFT JOIN (SELECT code, plain FROM place JOIN plain ON written = name) AS city
            ON city.code = city_code
        WHERE place.kind = 'township'
          AND place.code NOT IN (SELECT old_code FROM succession WHERE NOT is_split)
    ) AS township
        ON bare_unit(office.plain) IN (township.name, concat(county, township.name),
                                       concat(city, township.name), concat(city, county, township.name))
    WHERE unit.place_code IS NULL AND length(township.name) > 1 AND NOT is_given('unit')
    GROUP BY unit_id HAVING count(DISTINCT township.code) = 1
) AS own
WHERE unit.unit_id = own.unit_id
