-- What the rows without a code ask for: their name, in the area that their parent is.
ALTER TABLE typed ADD COLUMN asked_name VARCHAR;
ALTER TABLE typed ADD COLUMN in_township VARCHAR;
ALTER TABLE typed ADD COLUMN in_county VARCHAR;
UPDATE typed SET asked_name = concat(CASE WHEN near.kind IN ('village', 'community') THEN near.name END,
                                     typed.name),
    in_township = CASE WHEN near.kind = 'township' THEN near.name END,
    in_county = CASE WHEN near.kind = 'county' THEN near.name
                     WHEN wide.kind = 'county' THEN wide.name END
FROM (SELECT DISTINCT _file, _row, parent_code FROM typed) AS own
LEFT JOIN (SELECT code, any_value(name) AS name, any_value(kind) AS kind,
                  any_value(parent_code) AS parent_code FROM place GROUP BY code) AS near
    ON near.code = own.parent_code
LEFT JOIN (SELECT code, any_value(name) AS name, any_value(kind) AS kind FROM place GROUP BY code) AS wide
    ON wide.code = near.parent_code
WHERE typed._file = own._file AND typed._row = own._row AND typed.code IS NULL
