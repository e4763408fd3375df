-- The townships in which one row without a code and one code of the list without a row are left.
WITH row_left AS (
    SELECT _file, _row, name, parent_code FROM typed
    ANTI JOIN (FROM fault WHERE column_name IN
               ('code', 'name', 'parent_code', 'parent_name', 'township_name', 'county_name')) AS bad
        USING (_file, _row)
    WHERE code IS NULL AND name IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY parent_code) = 1
),
code_left AS (
    SELECT code, min(name) AS name, any_value(parent_code) AS parent_code FROM code_list
    ANTI JOIN place USING (code)
    WHERE code NOT IN (SELECT code FROM typed WHERE code IS NOT NULL)
    GROUP BY code
    QUALIFY count(*) OVER (PARTITION BY any_value(parent_code)) = 1
)
SELECT _file, _row, row_left.name, normal_name(own.plain), code_left.code, code_left.name,
       normal_name(its.plain)
FROM row_left
JOIN code_left USING (parent_code)
JOIN plain AS own ON own.written = row_left.name
JOIN plain AS its ON its.written = code_left.name
WHERE parent_code IN (SELECT code FROM place WHERE kind = 'township')
