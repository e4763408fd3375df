SELECT _file, _row, 'half_a_point', 'lon', coalesce(lon, lat)::VARCHAR
FROM typed WHERE (lon IS NULL) <> (lat IS NULL)
