-- Earlier visits that cannot stay and that a file of this load has put aside: of the same version of a file
-- it brings every row again, of another one those of the same day whose place is called the same.
CREATE OR REPLACE TEMP TABLE told_aside AS
WITH falls AS (
    SELECT DISTINCT _row, typed._origin AS version, target_id, visited_on
    FROM typed JOIN fault USING (_file, _row)
),
here AS (
    SELECT source_file, source_file || '#' || left(sha256, 12) AS version,
           as_date(cells_json->>'$.visited_on') AS day, cells_json->>'$.target_name' AS name
    FROM quarantine JOIN load_log USING (table_name, source_file)
    WHERE table_name = 'visit' AND sha256 <> ''
)
SELECT _row FROM falls SEMI JOIN here USING (version)
UNION
SELECT _row FROM falls
JOIN (SELECT DISTINCT code, name FROM earlier.place) AS place ON place.code = target_id
JOIN here ON here.source_file = regexp_replace(falls.version, '#[0-9a-f]+$', '')
    AND here.day = visited_on AND ends_with(here.name, place.name)
