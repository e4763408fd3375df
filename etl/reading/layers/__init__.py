"""Spatial files, as GDAL reads them: one module for what each format wants besides."""
