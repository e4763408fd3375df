SELECT _file, _row, 'ends_before_begins', 'closed_on', closed_on::VARCHAR FROM typed WHERE closed_on < opened_on
UNION ALL
SELECT _file, _row, 'half_a_point', 'lon', coalesce(lon, lat)::VARCHAR
FROM typed WHERE (lon IS NULL) <> (lat IS NULL)
