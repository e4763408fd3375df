-- What the shapes ask for that no exact name has found a place: their name, behind that of what they
-- belong to, in the areas that they name.
ALTER TABLE typed ADD COLUMN asked_name VARCHAR;
ALTER TABLE typed ADD COLUMN in_township VARCHAR;
ALTER TABLE typed ADD COLUMN in_county VARCHAR;
UPDATE typed SET asked_name = concat(
        coalesce(typed.parent_name, CASE WHEN over.kind <> 'township' THEN over.name END), typed.name),
    in_township = coalesce(typed.township_name, CASE WHEN over.kind = 'township' THEN over.name END),
    in_county = typed.county_name
FROM (SELECT DISTINCT _file, _row, parent_code FROM typed) AS own
LEFT JOIN (SELECT code, any_value(name) AS name, any_value(kind) AS kind FROM place GROUP BY code) AS over
    ON over.code = own.parent_code
WHERE typed._file = own._file AND typed._row = own._row AND typed.code IS NULL
  AND (own.parent_code IS NULL OR over.code IS NOT NULL)
