"""One line for each measurement, its budget beside it."""

from __future__ import annotations


class Report:
    """Prints as it goes: a long run tells what it has."""

    def section(self, title: str) -> None:
        """A heading."""
        print(f"\n{title}\n{'-' * len(title)}", flush=True)

    def line(self, what: str, measured: float, unit: str, budget: float | None = None) -> None:
        """What was measured, and whether it is within its budget."""
        verdict = "" if budget is None else f"   budget {budget:,.6g} {unit}"
        if budget is not None:
            verdict += "   ok" if measured <= budget else "   OVER"
        print(f"{what:<58}{measured:>12,.2f} {unit}{verdict}", flush=True)
