"""From a city folder to a published snapshot, and the command line ``guatu``."""

import os

#: The drivers of GDAL for the formats that are read and written here; whatever else it was built
#: with may be a recipe that reads other files and hosts, and is taken away before it is loaded.
DRIVERS = frozenset(
    {"ESRI Shapefile", "FlatGeobuf", "GPKG", "GeoJSON", "KML", "LIBKML", "MEM", "TopoJSON"}
    | {"GML", "MapInfo File", "OpenFileGDB"}
    | {"ESRIJSON", "GeoJSONSeq"}  # what an ending .json may also be
)
_OTHERS = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "DXF",
    "EDIGEO", "EEDA", "Elasticsearch", "GDALG", "GPSBabel", "GPX", "GTFS", "GeoRSS",
    "HTTP", "Idrisi", "JML", "JSONFG", "LVBAG", "MBTiles", "MVT", "MapML",
    "MiraMonVector", "NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM",
    "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles", "S57", "SQLite",
    "SXF", "Selafin", "VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX",
)  # fmt: skip
os.environ["GDAL_SKIP"] = ",".join(_OTHERS)
