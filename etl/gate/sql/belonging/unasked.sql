-- Where a division code or the code of the parent is given, no name is asked, for the code says it;
-- unless its township had to be made, because the codes do not say which it is.
UPDATE typed SET parent_name = NULL, township_name = NULL, county_name = NULL
WHERE parent_code IS NOT NULL
   OR (code IS NOT NULL AND NOT (SELECT free_codes FROM load_context) AND (
       NOT $made OR code[:9] || '000' IN (SELECT place.code FROM place WHERE kind = 'township')))
