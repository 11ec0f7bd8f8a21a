"""The manuals say what is so: commands and options exist, and rules, files, pictures and addresses that they name.

Forms of Airflow are held against the manual in tests/dags/test_manual.py, as the rest of the tests knows no Airflow.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from metadata.cli import app
from metadata.desk.pages import PAGES
from metadata.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
MANUALS = sorted((ROOT / "docs").glob("*.md"))
ALL = [ROOT / "README.md", *MANUALS, *sorted((ROOT / "deploy").glob("*.md"))]
LONGEST = 300  # lines
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
RULE = re.compile(r"`([A-Z]\d\d)`")
FILE = re.compile(r"(?:dags|metadata|transforms|schemas|sample_records|tests|docs|deploy)/[\w./\-]*\w")

named = pytest.mark.parametrize("manual", ALL, ids=lambda path: path.name)


def commands_in(text: str) -> list[str]:
    """What a manual writes as a command of emat: in a span, or on a line of an indented or fenced block."""
    lines = [line.strip().removeprefix("$ ") for line in text.splitlines() if re.match(r" {4,}|\$ |emat ", line)]
    spans = [span for span in SPAN.findall(text) if span.startswith("emat ")]
    return [each.partition("  #")[0].strip() for each in (*lines, *spans) if each.startswith("emat ")]


def known(told: str) -> str:
    """What is wrong with a command as a manual writes it; "" if nothing is."""
    command: Any = typer.main.get_command(app)
    for word in shlex.split(told.replace("'", "’"))[1:]:
        groups: dict[str, Any] = getattr(command, "commands", {})
        if groups and not word.startswith("-"):
            choices = word.split("|")
            if missing := [each for each in choices if each not in groups]:
                return f"{told!r}: no command {missing[0]!r}"
            command = groups[choices[0]]
        elif word.startswith("--"):
            options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
            if word.partition("=")[0] not in options:
                return f"{told!r}: no option {word!r}"
    return ""


def test_a_command_that_is_none_is_found() -> None:
    assert known("emat gate list") == ""
    assert known("emat report coverage|matching") == ""
    assert "no command 'lists'" in known("emat gate lists")
    assert "no option '--forse'" in known("emat gate approve 12 --forse")


@named
def test_every_command_exists(manual: Path) -> None:
    assert [fault for each in commands_in(manual.read_text("utf-8")) if (fault := known(each))] == []


@named
def test_every_link_and_picture_is_there(manual: Path) -> None:
    links = [each.partition("#")[0] for each in LINK.findall(manual.read_text("utf-8")) if "://" not in each]
    assert [each for each in links if each and not (manual.parent / each).exists()] == []


@pytest.mark.parametrize("manual", [ROOT / "README.md", *MANUALS], ids=lambda path: path.name)
def test_every_file_that_is_named_is_there(manual: Path) -> None:
    spans = [span for span in SPAN.findall(manual.read_text("utf-8")) if FILE.fullmatch(span.rstrip("/"))]
    assert [each for each in spans if not (ROOT / each).exists()] == []


@named
def test_every_rule_that_is_named_is_in_the_catalogue(manual: Path) -> None:
    rules = "\n".join(path.read_text("utf-8") for path in (load_settings(Path()).schemas / "rules").glob("*.yml"))
    ids = set(re.findall(r"^\s*-? ?id: \"?([A-Z]\d\d)\"?\s*$", rules, re.MULTILINE))
    assert ids, "the catalogue can be read"
    assert set(RULE.findall(manual.read_text("utf-8"))) <= ids


@named
def test_every_page_of_the_desk_that_is_named_is_there(manual: Path) -> None:
    patterns = [re.compile(re.sub(r"\\\{\w+(?::\w+)?\\\}", "[^/]+", re.escape(page.path))) for page in PAGES]
    pages = [
        span.partition("?")[0].removeprefix("/desk")
        for span in SPAN.findall(manual.read_text("utf-8"))
        if span.startswith("/desk/")
    ]
    assert [each for each in pages if not any(pattern.fullmatch(each) for pattern in patterns)] == []


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_a_manual_is_read_in_one_sitting(manual: Path) -> None:
    assert len(manual.read_text("utf-8").splitlines()) <= LONGEST


def test_there_is_a_manual_for_each_reader() -> None:
    assert {"librarian.md", "operator.md", "library-systems.md"} <= {path.name for path in MANUALS}
