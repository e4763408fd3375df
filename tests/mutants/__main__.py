"""``make mutants``: a sample of deliberate faults, as many as fit the time, and those that no test notices.

A survivor is a test that is missing, or a fault that changes nothing; whoever reads it decides.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from mutants.hunt import Hunt, copy_of, sample

_ROOT = Path(__file__).parents[2]


def main() -> int:
    """How many survived, as the exit code: 0, or 1 for any."""
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("files", nargs="*", help="only these, as paths from the root of the tree")
    given = parser.parse_args()
    ends = time.monotonic() + given.minutes * 60
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="guatu-mutants-") as scratch:
        copy = copy_of(_ROOT, Path(scratch))
        hunt = Hunt(copy)
        faults = sample(copy, given.files, seed=given.seed)
        print(f"{len(faults):,} faults to draw from; seed {given.seed}", flush=True)
        for file, fault in faults:
            if time.monotonic() > ends:
                break
            said = hunt.verdict(file, fault)
            counts[said] += 1
            if said != "noticed":
                where = fault.told((copy / file).read_text(encoding="utf-8"))
                print(f"{said}  {file}:{where}", flush=True)
    print(
        f"{counts['noticed']} noticed, {counts['survives']} survived, {counts['endless']} without an answer"
    )
    return 1 if counts["survives"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
