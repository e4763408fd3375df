"""The city.toml that a check writes for a folder that has none."""

from __future__ import annotations

import json
from pathlib import Path

from etl.cli.common import lang
from etl.cli.group import echo
from etl.desk.choices import choose
from etl.desk.joining import begin, join
from etl.desk.understood import nothing_understood, understood
from etl.guess.files import open_folder
from etl.guess.folder import Guess, guess
from etl.guess.toml import city_toml, suspected_datums, write_guess
from etl.pipeline import Summary
from geodata.base.city_folder import CITY_FILE
from geodata.base.errors import RefusedError
from geodata.base.messages import text


def write_first(folder: Path) -> Guess:
    """Guess and write; raises RefusedError (``city_exists``, and what guessing refuses)."""
    if (folder / CITY_FILE).exists():
        raise RefusedError("city_exists", file=folder / CITY_FILE)
    found = guess(folder)
    path = write_guess(folder, city_toml(found, lang()))
    questions = sum(one.question is not None for one in found.proposals)
    doubts = sum(
        one.question is None and any(fit.notes or fit.columns or fit.off for fit in one.fits)
        for one in found.proposals
    )
    told = text("cli", "city_guessed", lang(), file=path, sources=len(found.proposals) - questions,
                doubts=doubts, questions=questions, unused=len(found.unused))  # fmt: skip
    echo(told, err=True)
    return found


def at_desk(folder: Path, desk: Path) -> None:
    """What the desk in the browser asks before a check: a city.toml is guessed where there is none, else
    the files that are ``new`` join it; then its ``choices`` are written, and what is understood now is
    told as one line of JSON. Where nothing could be guessed, a list of places among the choices begins
    the city.toml, which all other files join."""
    asked = json.loads(desk.read_text(encoding="utf-8"))
    found, joined, is_begun = None, [], False
    if (folder / CITY_FILE).exists():
        joined = join(folder, asked["new"])
    else:
        try:
            found = write_first(folder)
        except RefusedError:
            if not begin(folder, asked["choices"], lang()):
                told = nothing_understood(folder, lang())
                echo(json.dumps({"understood": told}, ensure_ascii=False))
                raise
            is_begun = True
    for choice in asked["choices"]:
        choose(folder, choice)
    if is_begun:
        opened = open_folder(folder)
        joined = join(
            folder, [*(one.file for one in opened.parts), *(one for one, _ in opened.unread)]
        )
    told = understood(folder, lang(), found, joined)
    echo(json.dumps({"understood": told}, ensure_ascii=False))


def ask_about_datums(folder: Path, found: Guess, summary: Summary) -> None:
    """Add to the file just written what only the check could see."""
    if datums := suspected_datums(summary):
        write_guess(folder, city_toml(found, lang(), datums), again=True)
