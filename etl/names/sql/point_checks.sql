-- Points that lie in no place, or in several: on a border, or where polygons overlap.
SELECT _file, _row, 'point_outside', 'lon', concat(lon, ' ', lat)
FROM pinned ANTI JOIN hit USING (_file, _row)
UNION ALL
SELECT _file, _row, 'point_ambiguous', 'lon', concat(lon, ' ', lat, ': ', array_to_string(codes[:5], ', '))
FROM pinned JOIN hit USING (_file, _row) WHERE len(codes) > 1
