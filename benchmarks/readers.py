"""``make bench-readers``: many readers at once, each changing a filter every few seconds.

A reader is a session over Streamlit's websocket; the pages behind it are those of any browser. Every
answer is held against the first one to the same question: another figure counts as wrong. The
server is a process of its own, as ``guatu serve`` starts it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Report
from benchmarks.served import served
from benchmarks.websocket import Reader, Run
from etl import demo
from etl.pipeline import load
from geodata.store.snapshots import Store

#: Sessions → seconds within which 95 of 100 answers are to be there, on two cores.
GOALS: dict[int, float | None] = {1: None, 10: None, 50: None, 100: 1.0, 200: 3.0}
_PLACES = 4_079
_EVERY_SECONDS = 5.0
#: Sessions are opened over a while, as people come.
_OPENING_SECONDS = 10.0
_AFTER_SECONDS = 5.0
#: Which select boxes are changed, by what stands over them.
_FILTERS = ("哪一期", "地区")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Seen:
    """What the readers of one measurement saw."""

    seconds: list[float] = field(default_factory=list)
    asked_before: list[float] = field(default_factory=list)
    """Of these, the answers to questions that somebody had asked before."""
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    first: dict[tuple[object, ...], object] = field(default_factory=dict)
    """Question → what was shown for it."""

    def note(self, run: Run, asked: dict[str, str]) -> None:
        """One answer: how long it took, and whether it is that of the same question before."""
        self.seconds.append(run.seconds)
        if run.exceptions or not run.titles:
            self.errors.append("; ".join(run.exceptions) or "no title")
        shown = (tuple(run.titles), tuple(sorted(run.metrics.items())))
        question = tuple(sorted(asked.items()))
        if question in self.first:
            self.asked_before.append(run.seconds)
        if self.first.setdefault(question, shown) != shown:
            self.wrong.append(f"{question}: {shown}")


async def _reader(url: str, number: int, seen: Seen, until: float) -> None:
    """One session: open the first page, then change a filter every so often."""
    choice = random.Random(number)  # noqa: S311 - which filter is changed
    asked: dict[str, str] = {}
    await asyncio.sleep(choice.random() * _OPENING_SECONDS)
    try:
        async with Reader(url) as reader:
            await reader.open("")
            while time.monotonic() < until:
                await asyncio.sleep(_EVERY_SECONDS * (0.5 + choice.random()))
                label = choice.choice([one for one in _FILTERS if one in reader.last.lists])
                option = choice.choice(reader.last.lists[label][1])
                asked[label] = option
                seen.note(await reader.choose(label, option), asked)
    except Exception as error:
        seen.errors.append(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Use:
    """What a process has used."""

    cpu_seconds: float
    megabytes: float


def used(process: int) -> Use:
    """Processor time and resident memory of a process, as the kernel counts them."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    resident = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    size = os.sysconf("SC_PAGE_SIZE")
    return Use((int(fields[11]) + int(fields[12])) / _TICKS, resident * size / 1e6)


async def _measure(
    url: str, process: int, readers: int, seconds: float, first: dict[tuple[object, ...], object]
) -> tuple[Seen, float, float]:
    """Readers at work for some seconds: what they saw, cores used, and the peak of memory."""
    seen, peak = Seen(first=first), 0.0
    before, start = used(process), time.monotonic()
    until = start + _OPENING_SECONDS + seconds
    work = [asyncio.create_task(_reader(url, one, seen, until)) for one in range(readers)]
    while not all(one.done() for one in work):
        peak = max(peak, used(process).megabytes)
        await asyncio.sleep(0.5)
    took = time.monotonic() - start
    return seen, (used(process).cpu_seconds - before.cpu_seconds) / took, peak


def measure(report: Report, store: Path, sizes: list[int], seconds: float) -> bool:
    """Each number of readers in turn, on one server; whether no answer failed or was wrong."""
    fine = True
    first: dict[tuple[object, ...], object] = {}  # also what fewer readers were shown
    with served(store) as (process, url):
        report.line("memory of the server before", used(process).megabytes, "MB")
        for readers in sizes:
            report.section(f"{readers} readers, a filter every {_EVERY_SECONDS:g} s")
            seen, cores, peak = asyncio.run(_measure(url, process, readers, seconds, first))
            if len(seen.seconds) > 1:
                p95 = statistics.quantiles(seen.seconds, n=20)[-1]
                report.line("half of the answers within", statistics.median(seen.seconds), "s")
                report.line("95 of 100 answers within", p95, "s", GOALS.get(readers))
            if len(seen.asked_before) > 1:
                p95 = statistics.quantiles(seen.asked_before, n=20)[-1]
                report.line("95 of 100 of those asked before within", p95, "s")
            report.line("answers", len(seen.seconds), "")
            report.line("errors", len(seen.errors), "", 0)
            report.line("wrong answers", len(seen.wrong), "", 0)
            report.line("processor, cores", cores, "")
            report.line("memory at the peak", peak, "MB")
            time.sleep(_AFTER_SECONDS)
            report.line("memory after", used(process).megabytes, "MB")
            for told in (*seen.errors[:3], *seen.wrong[:3]):
                print(f"    {told[:300]}", flush=True)
            fine = fine and not seen.errors and not seen.wrong
    return fine


def main() -> None:
    """Write and load the fictional city, and let readers come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, nargs="+", default=list(GOALS))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--places", type=int, default=_PLACES)
    given = parser.parse_args()
    report = Report()
    with TemporaryDirectory() as folder:
        city, store = Path(folder) / "city", Store(Path(folder) / "store")
        demo.write(city, places=given.places, seed=1)
        load(city, store, now=datetime(2026, 11, 1, 9))
        report.section(f"{given.places:,} places, {os.cpu_count()} cores")
        sys.exit(not measure(report, store.folder, given.readers, given.seconds))


if __name__ == "__main__":
    main()
