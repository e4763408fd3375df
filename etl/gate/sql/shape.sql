-- Rows of a file of shapes that find no place of theirs, or bring no shape.
SELECT typed._file, typed._row, 'no_such_place', 'code', coalesce(to_json(typed)->>'$.name', code)
FROM typed
ANTI JOIN (FROM fault WHERE code = 'name_ambiguous') AS told
    ON told._file = typed._file AND told._row = typed._row
WHERE NOT EXISTS (
    SELECT 1 FROM place
    WHERE place.code = typed.code
      AND (place.kind = $kind OR ($by_name AND place.kind IN ('village', 'community')))
)
UNION ALL
SELECT _file, _row, 'missing_geometry', 'geometry', NULL FROM raw WHERE _wkb IS NULL
UNION ALL
SELECT _file, _row, 'doubled_shape', 'code', code
FROM typed ANTI JOIN joined USING (_file, _row)
WHERE code IN (SELECT code FROM typed ANTI JOIN joined USING (_file, _row)
               GROUP BY code HAVING count(*) > 1)
