"""Whatever longitudes and latitudes a file is in becomes EPSG:4490, or is refused."""
