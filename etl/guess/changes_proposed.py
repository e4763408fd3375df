"""What became of places between two registers: proposals from codes, names and overlap of areas.

Nothing is decided here. Every proposal says what it rests on, what cannot be explained is listed
too, and a person confirms each row before ``[sources.place_change]`` loads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import shapely

from etl.pipeline import check
from geodata.land.overlap import overlaps
from geodata.store.snapshots import Snapshot

#: Two polygons are one place where each holds this share of the other.
SAME = 0.9
#: A code that is gone went where at least this share of it lies.
PART = 0.1
#: A new code came from where at least this share of it lay.
INSIDE = 0.5
#: Kinds in the order in which they are listed.
CHANGES = ("rename", "recode", "merge", "split", "gone", "new")
_HEADERS = {
    "old_code": "旧代码", "new_code": "新代码", "change": "变更类型", "on_date": "变更日期",
    "confirmed": "确认", "old_name": "旧名称", "new_name": "新名称", "why": "依据",
}  # fmt: skip
_WORDS = {
    "rename": "更名", "recode": "变更代码", "merge": "合并", "split": "拆分", "gone": "", "new": "",
}  # fmt: skip
_PLACES = """
SELECT code, name, kind, parent_code, ST_AsWKB(geometry) AS wkb FROM place
WHERE kind <> (SELECT kind FROM city)
  AND in_force($day, valid_from, valid_to) ORDER BY code
"""


@dataclass(frozen=True)
class Proposals:
    """Rows to confirm, in Chinese, and how many of each change (of rows: codes of one place each)."""

    rows: pd.DataFrame
    counts: dict[str, int]


def read_folder(folder: Path, now: datetime) -> pd.DataFrame:
    """The places of a city folder as of a day: code, name, kind, parent_code, shape (EPSG:4490)."""
    with TemporaryDirectory() as scratch:
        check(folder, Path(scratch), now=now)
        return read_snapshot(Snapshot.open(Path(scratch) / "check.loading"), now.date())


def read_snapshot(snapshot: Snapshot, day: date | None = None) -> pd.DataFrame:
    """The places of a snapshot that exist on a day, the last one with data unless given."""
    ((last,),) = snapshot.rows("SELECT coalesce(data_to, loaded_at::DATE) FROM city")
    places = snapshot.query(_PLACES, {"day": day or last})
    shapes = shapely.from_wkb(
        [None if one is None else bytes(one) for one in _bytes(places["wkb"])]
    )
    return places.assign(shape=shapes).drop(columns="wkb")


def _bytes(column: pd.Series) -> list[bytes | None]:
    return [None if one is None or pd.isna(one) is True else one for one in column]


def propose(old: pd.DataFrame, new: pd.DataFrame, *, on_date: date | None) -> Proposals:
    """What became of each code of ``old`` that is gone or renamed, and whence each new one came."""
    both = old.merge(new, on="code", suffixes=("_old", "_new"))
    succeeded = _succeeded(old, new)
    kept = {before for _, before, after, *_ in succeeded if before == after}
    renamed = both[(both["name_old"] != both["name_new"]) & ~both["code"].isin(kept)]
    rows = [
        ("rename", code, code, before, after, "代码相同、名称不同")
        for code, before, after in zip(
            renamed["code"], renamed["name_old"], renamed["name_new"], strict=True
        )
    ]
    rows += succeeded
    frame = pd.DataFrame(
        rows, columns=["change", "old_code", "new_code", "old_name", "new_name", "why"]
    )
    gone = old[~old["code"].isin(new["code"]) & ~old["code"].isin(frame["old_code"])]
    born = new[~new["code"].isin(old["code"]) & ~new["code"].isin(frame["new_code"])]
    lost = zip(gone["code"], gone["name"], strict=True)
    fresh = zip(born["code"], born["name"], strict=True)
    rest = [("gone", code, "", name, "", "没有找到去向,请人工查明") for code, name in lost]
    rest += [("new", "", code, "", name, "没有找到来源,请人工查明") for code, name in fresh]
    frame = pd.concat([frame, pd.DataFrame(rest, columns=frame.columns)], ignore_index=True)
    counts = {kind: int((frame["change"] == kind).sum()) for kind in CHANGES}
    frame = frame.assign(
        order=frame["change"].map(CHANGES.index), on_date=str(on_date or ""), confirmed=""
    ).sort_values(["order", "new_code", "old_code"])
    frame["change"] = frame["change"].map(_WORDS)
    return Proposals(frame[list(_HEADERS)].rename(columns=_HEADERS), counts)


_Proposal = tuple[str, str, str, str, str, str]


def _succeeded(old: pd.DataFrame, new: pd.DataFrame) -> list[_Proposal]:
    """Recodes, mergers and splits: by overlap where there are polygons, else by name and parent."""
    gone, born = ~old["code"].isin(new["code"]), ~new["code"].isin(old["code"])
    links = _links(old, new, gone, born)
    named = _same_name(old[gone], new[born])
    # a name says as much as an overlap of nearly all, where both speak of the same two codes
    pairs = set(zip(named["old_code"], named["new_code"], strict=True))
    same = [pair in pairs for pair in zip(links["old_code"], links["new_code"], strict=True)]
    links.loc[same, "mutual"] = 1.0
    free = ~named["old_code"].isin(links["old_code"]) & ~named["new_code"].isin(links["new_code"])
    links = pd.concat([links, named[free]], ignore_index=True)
    links["parts"] = links.groupby("old_code")["new_code"].transform("nunique")
    links["sources"] = links.groupby("new_code")["old_code"].transform("nunique")
    names = dict(zip(old["code"], old["name"], strict=True))
    now_names = dict(zip(new["code"], new["name"], strict=True))
    # one for one is a recode only where they are the same: a mere overlap explains nothing
    links = links[(links["parts"] > 1) | (links["sources"] > 1) | (links["mutual"] >= SAME)]
    columns = (links[name].tolist() for name in ("parts", "sources", "old_code", "new_code", "why"))
    return [
        (_kind(parts, sources), before, after, names[before], now_names[after], why)
        for parts, sources, before, after, why in zip(*columns, strict=True)
    ]


def _kind(parts: int, sources: int) -> str:
    if parts > 1:
        return "split"
    return "merge" if sources > 1 else "recode"


def _links(old: pd.DataFrame, new: pd.DataFrame, gone: pd.Series, born: pd.Series) -> pd.DataFrame:
    """Pairs of which one code is gone or new, where most of one polygon lies in the other's."""
    found = []
    for kind in dict.fromkeys(old["kind"]):
        before = old[(old["kind"] == kind) & ~shapely.is_missing(old["shape"])]
        after = new[(new["kind"] == kind) & ~shapely.is_missing(new["shape"])]
        pairs = overlaps(before["shape"].to_numpy(), after["shape"].to_numpy())
        found.append(
            pd.DataFrame(
                {
                    "old_code": before["code"].to_numpy()[pairs.left],
                    "new_code": after["code"].to_numpy()[pairs.right],
                    "share": pairs.share,
                    "other_share": pairs.other_share,
                }
            )
        )
    links = pd.concat(found) if found else pd.DataFrame()
    lost, fresh = set(old[gone]["code"]), set(new[born]["code"])
    went = links["old_code"].isin(lost) & (links["share"] >= PART)
    came = links["new_code"].isin(fresh) & (links["other_share"] >= INSIDE)
    links = links[went | came]
    # what takes over a code that is gone and had a code before keeps its own part in the merger
    kept = links[~links["new_code"].isin(fresh)]["new_code"].unique()
    split = links[~links["old_code"].isin(lost)]["old_code"].unique()
    own = pd.DataFrame({"old_code": [*kept, *split], "new_code": [*kept, *split]}).drop_duplicates()
    why = [
        f"面积重叠：旧区划的 {share:.1%} 在新区划内，占新区划的 {other:.1%}"
        for share, other in zip(links["share"], links["other_share"], strict=True)
    ]
    mutual = links[["share", "other_share"]].min(axis=1)
    links = links.assign(why=why, mutual=mutual)[["old_code", "new_code", "why", "mutual"]]
    return pd.concat([links, own.assign(why="代码沿用", mutual=1.0)], ignore_index=True)


def _same_name(gone: pd.DataFrame, born: pd.DataFrame) -> pd.DataFrame:
    """A name that one code lost and one gained under the same parent."""
    keys = ["name", "kind", "parent_code"]
    one = [side[~side.duplicated(keys, keep=False)] for side in (gone, born)]
    pairs = one[0].merge(one[1], on=keys, suffixes=("_old", "_new"))
    return pd.DataFrame(
        {
            "old_code": pairs["code_old"],
            "new_code": pairs["code_new"],
            "why": "同一上级内名称相同",
            "mutual": 1.0,
        }
    )
