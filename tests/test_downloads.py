"""What the pages hand out has no official's name in full: every download of every page."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorage
from streamlit.testing.v1 import app_test

from dashboard.answers.ask import forget
from geodata.store.snapshots import Store
from test_dashboard import PAGES, page

#: The officials of the tiny city; masked they are 安*, 白*, 陈*, 丁* and 二*.
NAMES = ("安国", "白露", "陈明", "丁香", "二虎")


class Handing(MediaFileManager):
    """Streamlit's own keeper of downloads, one for each run: the newest is known here."""

    newest: Handing

    def __init__(self, storage: MediaFileStorage) -> None:
        super().__init__(storage)
        type(self).newest = self

    def bodies(self) -> Iterator[bytes]:
        """What each button of the page gives when it is pressed."""
        for one in self._deferred_callables.values():
            body = one["callable"]()
            yield body if isinstance(body, bytes) else str(body).encode()


def texts(body: bytes) -> str:
    if not is_zipfile(BytesIO(body)):
        return body.decode("utf-8", "replace")
    with ZipFile(BytesIO(body)) as parts:
        return "".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist())


@pytest.fixture(autouse=True)
def serving(tiny_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(tiny_store.folder))
    monkeypatch.setattr(app_test, "MediaFileManager", Handing)
    forget()
    yield
    forget()


@pytest.mark.parametrize("name", PAGES)
def test_no_download_of_a_page_has_a_name_in_full(name: str) -> None:
    page(name, period="2026-03")
    for body in Handing.newest.bodies():
        assert not [one for one in NAMES if one in texts(body)]


def test_a_table_of_officials_is_handed_out_masked() -> None:
    """That names are there to be masked: A of 东街道 owes one place a visit in March, and came."""
    page("officials", period="2026-03")
    (body,) = Handing.newest.bodies()
    head, *rows = texts(body).removeprefix("\ufeff").splitlines()
    assert head.startswith("unit,official,owed,done")
    assert "东街道办事处,安*,1,1" in [",".join(row.split(",")[:4]) for row in rows]


def test_who_came_to_a_place_is_handed_out_masked() -> None:
    page("place", place="990121100201", period="2026-03")
    bodies = [texts(body) for body in Handing.newest.bodies()]
    (visits,) = [one for one in bodies if ",officials," in one.splitlines()[0]]
    assert "2026-03-12,陈*," in visits
    assert not [one for one in NAMES if any(one in body for body in bodies)]


def test_how_many_officials_set_out_is_no_name() -> None:
    """A number under the heading under which other tables have names stays a number."""
    page("workday", period="2026-03")
    bodies = [texts(body) for body in Handing.newest.bodies()]
    (areas,) = [one for one in bodies if "officials," in one.splitlines()[0]]
    head, *rows = [row.split(",") for row in areas.removeprefix("\ufeff").splitlines()]
    assert {row[head.index("officials")] for row in rows} != {""}
    assert all(row[head.index("officials")].isdigit() for row in rows)
