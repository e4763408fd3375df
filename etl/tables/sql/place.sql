-- Rows of `typed` (one kind of place) that cannot stand beside the places already loaded.
SELECT _file, _row, 'ends_before_begins', 'valid_to', valid_to::VARCHAR
FROM typed WHERE valid_to < valid_from
UNION ALL
SELECT _file, _row, 'half_a_point', 'lon', coalesce(lon, lat)::VARCHAR
FROM typed WHERE (lon IS NULL) <> (lat IS NULL)
UNION ALL
SELECT _file, _row, 'unknown_parent', 'parent_code', parent_code
FROM typed ANTI JOIN place ON typed.parent_code = place.code
ANTI JOIN typed AS beside ON typed.parent_code = beside.code
WHERE parent_code IS NOT NULL
UNION ALL
SELECT _file, _row, 'parent_not_above', 'parent_code', typed.parent_code
FROM typed
JOIN (SELECT DISTINCT code, kind FROM place) AS parent ON typed.parent_code = parent.code
WHERE parent.kind = 'grid' OR (parent.kind IN ('village', 'community') AND typed.kind <> 'grid')
   OR parent.kind = typed.kind
UNION ALL
SELECT _file, _row, 'parent_not_above', 'parent_code', parent_code
FROM typed ANTI JOIN place ON typed.parent_code = place.code
SEMI JOIN typed AS beside ON typed.parent_code = beside.code
UNION ALL
SELECT _file, _row, 'outside_root', 'code', code
FROM typed WHERE code IS NOT NULL AND parent_code IS NULL
UNION ALL
SELECT _file, _row, 'code_of_another_kind', 'code', code
FROM typed
SEMI JOIN (SELECT code FROM place ANTI JOIN register_kind USING (kind)) AS other USING (code)
UNION ALL
SELECT a._file, a._row, 'versions_overlap', 'valid_from', a.valid_from::VARCHAR
FROM typed AS a JOIN typed AS b ON a.code = b.code AND (a._file, a._row) <> (b._file, b._row)
WHERE a.valid_from IS DISTINCT FROM b.valid_from
  AND coalesce(a.valid_from, DATE '0001-01-01') <= coalesce(b.valid_to, DATE '9999-12-31')
  AND coalesce(b.valid_from, DATE '0001-01-01') <= coalesce(a.valid_to, DATE '9999-12-31')
