"""The corpus of awkward files: one fault each, as offices make them, the verdict beside it."""

from awkward import (
    archives,
    cells,
    codes,
    coordinates,
    encodings,
    headers,
    manifest,
    names,
    polygons,
    spellings,
    vectors,
    workbooks,
)
from awkward.case import Case

_MODULES = (
    *(encodings, headers, cells, spellings, codes, names, workbooks, vectors, archives),
    *(coordinates, polygons, manifest),
)
CASES: list[Case] = [case for module in _MODULES for case in module.CASES]
