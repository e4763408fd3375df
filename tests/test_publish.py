"""Publishing from the browser: what is unpacked, what is refused, and what a job leaves behind."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.server import publishing, uploads
from dashboard.server.doors import Closed
from dashboard.server.publishing import Job
from dashboard.server.uploads import Sent
from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.base.messages import text
from geodata.store.snapshots import Store
from months import FIRST, Office
from test_dashboard import page, serving  # noqa: F401 - a fixture
from test_load import append, edit

Run = Callable[..., Result]
CITY = '[city]\nname = "甲"\ncode = "9901"\n[sources.village]\nfile = "村.csv"\n'
_WAIT_SECONDS = 120


class Gbk(zipfile.ZipInfo):
    """An entry as Chinese Windows writes it: GBK, and no word about it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def archive(*entries: tuple[str | zipfile.ZipInfo, str]) -> BytesIO:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in entries:
            made.writestr(name, body)
    out.seek(0)
    return out


def zipped(folder: Path) -> BytesIO:
    return archive(*((f"市/{one.name}", one.read_text("utf-8")) for one in folder.iterdir()))


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("link")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def encrypted() -> BytesIO:
    body = bytearray(archive(("city.toml", CITY)).getvalue())
    body[6] |= 1  # the flag in the file's own header and in the list of contents
    body[body.index(b"PK\x01\x02") + 8] |= 1
    return BytesIO(bytes(body))


def torn() -> BytesIO:
    body = bytearray(archive(("city.toml", CITY * 50)).getvalue())
    body[45:60] = bytes(15)
    return BytesIO(bytes(body))


def bomb() -> BytesIO:
    """A list of contents that claims 4 GB."""
    body = bytearray(archive(("city.toml", CITY)).getvalue())
    at = body.index(b"PK\x01\x02") + 24
    body[at : at + 4] = (0xFFFFFFFE).to_bytes(4, "little")
    return BytesIO(bytes(body))


# Unpacking


@pytest.mark.parametrize("top", ["", "示例市/"])
@pytest.mark.parametrize("kind", [zipfile.ZipInfo, Gbk])
def test_a_city_folder_unpacks(tmp_path: Path, top: str, kind: type[zipfile.ZipInfo]) -> None:
    sent = archive(
        (kind(top + "city.toml"), CITY), (kind(top + "村.csv"), "code,name\n"),
        (kind(top + "图/乗.csv"), "x"), ("__MACOSX/._city.toml", "x"),
    )  # fmt: skip
    city = uploads.unpack(sent, tmp_path)
    assert city == (tmp_path / top if top else tmp_path)
    assert (city / "city.toml").read_text("utf-8") == CITY
    assert (city / "村.csv").is_file()
    assert (city / "图" / "乗.csv").is_file()  # its second byte in GBK is no backslash here
    assert not (tmp_path / "__MACOSX").exists()


REFUSED = [
    (lambda: archive(("../city.toml", CITY)), "upload_unsafe"),
    (lambda: archive(("a/../../city.toml", CITY)), "upload_unsafe"),
    (lambda: archive(("/etc/city.toml", CITY)), "upload_unsafe"),
    (lambda: archive(("..\\city.toml", CITY)), "upload_unsafe"),
    (lambda: archive(("C:\\city.toml", CITY)), "upload_unsafe"),
    (lambda: archive(("city.toml", CITY), (link(), "/etc/passwd")), "upload_unsafe"),
    (lambda: archive(("city.toml", CITY), ("city.toml/a.csv", "x")), "upload_unsafe"),
    (lambda: archive(("city.toml", CITY), ("a\\b.csv", "x"), ("a/b.csv", "x")), "upload_unsafe"),
    (encrypted, "upload_encrypted"),
    (torn, "upload_broken"),
    (bomb, "upload_too_large"),
    (lambda: archive(*((f"{n}.csv", "") for n in range(uploads.MOST_FILES + 1))), "upload_too_large"),
    (lambda: BytesIO(b"no archive at all"), "upload_broken"),
    (lambda: archive(), "upload_no_city"),
    (lambda: archive(("a.csv", ""), ("b/c.csv", "")), "upload_no_city"),
    (lambda: archive(("city.toml", "[")), "city_unreadable"),
    (lambda: archive(("city.toml", CITY.replace("村.csv", "../村.csv"))), "file_outside"),
    (lambda: archive(("city.toml", CITY.replace("村.csv", "/etc/passwd"))), "file_outside"),
    (lambda: archive(("city.toml", CITY.replace('"村.csv"', '["a.csv", "b/../../c.csv"]'))),
     "file_outside"),
    (lambda: archive(("city.toml", CITY + 'geometry = { file = "/vsicurl/x.shp" }')),
     "file_outside"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code"), REFUSED)
def test_what_is_refused_leaves_nothing_outside(
    tmp_path: Path, make: Callable[[], BytesIO], code: str
) -> None:
    folder = tmp_path / "deep" / "scratch"
    folder.mkdir(parents=True)
    (tmp_path / "witness").touch()
    with pytest.raises(RefusedError) as refused:
        uploads.unpack(make(), folder)
    assert refused.value.code == code
    outside = {path for path in tmp_path.rglob("*") if folder not in (path, *path.parents)}
    assert outside == {tmp_path / "witness", tmp_path / "deep"}


def test_nothing_of_a_harmful_archive_is_written(tmp_path: Path) -> None:
    sent = archive(("city.toml", CITY), ("../x", "x"))
    with pytest.raises(RefusedError, match="upload_unsafe"):
        uploads.unpack(sent, tmp_path)
    assert list(tmp_path.iterdir()) == []


# Single files


def test_files_that_a_pattern_finds_are_replaced_like_named_ones(tiny: Path) -> None:
    toml = tiny / "city.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('file = "visits.csv"', 'file = "visits*.csv"'), encoding="utf-8")
    assert toml.read_text(encoding="utf-8") != text
    names = uploads.replaceable(tiny)
    assert "visits.csv" in names
    assert not any("*" in name for name in names)


def test_files_are_replaced_in_a_copy(tiny: Path, tmp_path: Path) -> None:
    before = (tiny / "visits.csv").read_bytes()
    names = uploads.replaceable(tiny)
    assert {"visits.csv", "townships.csv"} <= set(names)
    assert "city.toml" not in names
    city = uploads.assemble(
        tiny, tmp_path / "work", {"visits.csv": Sent("visits.csv", BytesIO(b"new"))}
    )
    assert (city / "visits.csv").read_bytes() == b"new"
    assert (city / "units.csv").read_bytes() == (tiny / "units.csv").read_bytes()
    assert (tiny / "visits.csv").read_bytes() == before
    for name, code in (("../x.csv", "upload_unknown"), ("city.toml", "upload_unknown")):
        with pytest.raises(RefusedError, match=code):
            uploads.assemble(tiny, tmp_path / f"work{len(name)}", {name: Sent(name, BytesIO(b""))})
    sheet = Sent("visits.xlsx", BytesIO(b""))
    with pytest.raises(RefusedError, match="upload_wrong_kind"):
        uploads.assemble(tiny, tmp_path / "work2", {"visits.csv": sheet})


# Jobs


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(publishing.ALLOW, "1")
    monkeypatch.setenv(publishing.CITY, "")


def settle(job: Job) -> Job:
    deadline = time.monotonic() + _WAIT_SECONDS
    while job.is_running:
        assert time.monotonic() < deadline, job.state
        time.sleep(0.05)
    return job


@pytest.mark.usefixtures("allowed")
def test_a_job_checks_publishes_and_keeps_the_folder(
    tiny: Path,
    serving: Store,  # noqa: F811
    now: datetime,
) -> None:
    old = load(tiny, serving, now=now).snapshot_id
    append(tiny / "visits.csv", "V8,990121100201,2026-03-11,,,,,")
    append(tiny / "visits.csv", "V9,990121100201,2026-02-30,,,,,")
    job = settle(Job(partial(uploads.unpack, zipped(tiny)), "zh_CN"))
    assert (job.state, job.refusal) == ("checked", "")
    assert ["visit", "visits.csv", 9, 8, 1] in job.result["files"]
    assert [(one.code, one.examples[0].row) for one in job.reasons] == [("bad_date", 10)]
    assert [path.name for path in job.findings] == ["rejects.xlsx"]
    assert job.step == "derive_shapes"
    assert serving.current_id() == old  # nothing is published until somebody says so
    with serving.writing():  # somebody loads at this moment
        job.publish()
        settle(job)
    said = text("error", "load_running", "zh_CN", store=serving.folder.name)  # no path of ours
    assert (job.state, job.refusal, serving.current_id()) == ("checked", said, old)
    job.publish()
    assert settle(job).state == "published"
    assert serving.current_id() == job.result["snapshot_id"] != old
    assert serving.current().rows("SELECT count(*) FROM visit") == [(8,)]
    base = publishing.base_folder()
    assert base == serving.folder / "uploads" / str(serving.current_id())
    assert (base / "visits.csv").read_bytes() == (tiny / "visits.csv").read_bytes()
    assert [one.name for one in base.parent.iterdir()] == [base.name]


@pytest.mark.usefixtures("allowed")
def test_what_cannot_be_loaded_is_a_sentence(
    tiny: Path,
    serving: Store,  # noqa: F811
    now: datetime,
) -> None:
    old = load(tiny, serving, now=now).snapshot_id
    (tiny / "officials.csv").unlink()
    job = settle(Job(partial(uploads.unpack, zipped(tiny)), "en"))
    assert job.state == "refused"
    assert "officials.csv" in job.refusal
    assert "Traceback" not in job.refusal
    broken = settle(Job(partial(uploads.unpack, BytesIO(b"PK")), "zh_CN"))
    assert (broken.state, broken.refusal[:8]) == ("refused", "这个压缩包打不开")
    for one in (job, broken):
        one.discard()
    assert list((serving.folder / "uploads").iterdir()) == []
    assert serving.current_id() == old


@pytest.mark.usefixtures("allowed", "serving")
def test_a_spatial_file_sends_the_reader_nowhere_else(tiny: Path, tmp_path: Path) -> None:
    """GDAL takes a file by its content: one called .geojson may be a pointer to any other."""
    elsewhere = tmp_path / "elsewhere.geojson"
    (tiny / "villages.geojson").rename(elsewhere)
    (tiny / "villages.geojson").write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="v"><SrcDataSource>{elsewhere}</SrcDataSource>'
        "<SrcLayer>elsewhere</SrcLayer></OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    job = settle(Job(partial(uploads.unpack, zipped(tiny)), "zh_CN"))
    assert job.state == "refused"
    assert "villages.geojson" in job.refusal


@pytest.mark.usefixtures("allowed")
def test_a_killed_process_leaves_the_old_snapshot(
    tiny: Path,
    serving: Store,  # noqa: F811
    now: datetime,
) -> None:
    old = load(tiny, serving, now=now).snapshot_id
    job = settle(Job(partial(uploads.assemble, tiny, files={}), "zh_CN"))
    checked = job._process
    job.publish()
    while (loading := job._process) is checked or loading is None:
        time.sleep(0.02)
    loading.kill()
    settle(job)
    assert job.state == "checked"
    assert job.refusal == text("error", "upload_stopped", "zh_CN", detail=-9)
    assert serving.current_id() == old
    job.publish()
    assert settle(job).state == "published"


# Only where it is allowed


def test_nothing_takes_files_unless_it_is_allowed(
    tiny: Path,
    serving: Store,  # noqa: F811
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(tiny, serving, now=now)
    title = "发布数据"
    monkeypatch.delenv(publishing.ALLOW, raising=False)
    assert title not in [one.value for one in page("data").subheader]
    assert not page("data").get("file_uploader")
    assert put("/_stcore/upload_file/session/file") == 404
    assert put("/_stcore/health") == 200
    monkeypatch.setenv(publishing.ALLOW, "1")
    assert title in [one.value for one in page("data").subheader]
    assert page("data").get("file_uploader")
    assert put("/_stcore/upload_file/session/file") == 200


def put(path: str) -> int:
    """The status of an answer, where the server behind would say 200 to everything."""
    found: list[int] = []

    async def behind(scope: object, receive: object, send: object) -> None:  # noqa: ARG001
        found.append(200)

    async def send(message: dict[str, int]) -> None:
        found.append(message.get("status", found[-1] if found else 0))

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "path": path, "method": "PUT", "headers": []}
    # a browser of an earlier test leaves its loop running in this thread
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(Closed(behind)(scope, receive, send))).result()  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("localhost", "serve_publish"), ("127.0.0.1", "serve_publish"), ("::1", "serve_publish"),
        ("0.0.0.0", "serve_open"), ("192.168.1.5", "serve_open"), ("office", "serve_open"),  # noqa: S104
    ],
)  # fmt: skip
def test_serve_says_who_may_publish(
    run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch, address: str, key: str
) -> None:
    commands: list[list[str]] = []

    monkeypatch.setattr("etl.cli.serving.become", commands.append)
    result = run("serve", "--address", address, "--allow-publish", "--city", tiny)
    assert result.exit_code == 0
    assert result.stderr == text("cli", key, "zh_CN", address=address, port=8501) + "\n"
    assert commands[0][-3:] == ["--allow-publish", "--city", str(tiny)]
    assert run("serve").stderr == ""
    assert "--allow-publish" not in commands[1]


def test_serve_with_a_city_that_is_none(run: Run, tmp_path: Path, tiny: Path) -> None:
    assert run("serve", "--city", tiny).exit_code == 2
    refused = run("serve", "--allow-publish", "--city", tmp_path / "nothing")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 2)
    assert "Traceback" not in refused.stderr


def test_an_old_upload_is_cleared(
    serving: Store,  # noqa: F811
) -> None:
    left = serving.folder / "uploads" / ".work-left"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    young = left.with_name(".work-young")
    young.mkdir()
    job = settle(Job(partial(uploads.unpack, BytesIO(b"")), "zh_CN"))
    assert not left.exists()
    assert young.is_dir()
    job.discard()
    shutil.rmtree(young)


def test_the_city_given_is_the_base_until_something_is_published(
    tiny: Path,
    serving: Store,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
) -> None:
    monkeypatch.setenv(publishing.CITY, "")
    assert publishing.base_folder() is None
    monkeypatch.setenv(publishing.CITY, str(tiny))
    assert publishing.base_folder() == tiny
    snapshot_id = load(tiny, serving, now=now).snapshot_id
    assert publishing.base_folder() == tiny
    kept = serving.folder / "uploads" / str(snapshot_id)
    kept.mkdir(parents=True)
    assert publishing.base_folder() == kept
    edit(tiny / "city.toml", "微型市", "小市")
    load(tiny, serving, now=now.replace(hour=10))
    assert publishing.base_folder() == tiny


@pytest.mark.usefixtures("allowed")
def test_a_change_of_a_list_without_days_is_asked_for_its_day(
    tmp_path: Path,
    serving: Store,  # noqa: F811
) -> None:
    there = Office(tmp_path)
    load(there.folder, serving, now=FIRST)
    there.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    job = settle(Job(partial(uploads.unpack, zipped(there.folder)), "zh_CN"))
    (today,) = [values["day"] for code, values in job.result["warnings"] if code == "list_changed"]
    assert date.fromisoformat(today) > date(2026, 9, 1)
    assert not any(job.closed_months)
    job.check_again(["--changes-on", "2026-09-01"])
    settle(job)
    assert (job.state, job.refusal) == ("checked", "")
    figures, rows = job.closed_months
    told, behind = figures[0], rows[0]
    assert (told.month, told.rate, told.before, told.after) == (
        "2026-09",
        "fulfilment",
        2 / 3,
        1 / 3,
    )
    assert (behind.table, behind.added, behind.changed) == ("pairing", 1, 1)
    job.publish()
    assert settle(job).state == "published"
    assert serving.current().rows("SELECT valid_to FROM pairing WHERE valid_to IS NOT NULL") == [
        (date(2026, 8, 31),)
    ]
