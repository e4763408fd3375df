"""What the name of a file says it is, and which files make up one."""

from __future__ import annotations

from pathlib import Path

TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
#: A text may be packed alone: ``走访.csv.gz``.
PACKED_TEXT_SUFFIXES = {one + ".gz" for one in TEXT_SUFFIXES}
#: What belongs to a file and is read with it, by the ending of the file that has the name.
COMPANIONS = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}


def ending(path: Path) -> str:
    """The ending in small letters; both where the last says only that it is packed."""
    last = path.suffix.lower()
    both = Path(path.stem).suffix.lower() + last
    return both if both in PACKED_TEXT_SUFFIXES else last


def made_of(path: Path) -> list[Path]:
    """The files that one is made of: itself, its companions beside it, or all that lie in the folder
    that it is; in the order of their names."""
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.is_file())
    wanted = COMPANIONS.get(path.suffix.lower(), ())
    if not wanted:
        return [path]
    beside = (one for one in path.parent.iterdir() if one.stem == path.stem)
    return [path, *sorted(one for one in beside if one.suffix.lower() in wanted)]
