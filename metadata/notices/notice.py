"""A notice: a subject, a few sentences, and lines with links; the same as text, as a page and for machines.

Vendors' text may stand in any of it: nothing hidden gets through, and the page escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment

from metadata.feedback.cells import plain
from metadata.standalone import environment

HERE = Path(__file__).parent / "templates"
LONGEST = 500  # characters of one line
SUBJECT = 150
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")  # whitespace, but for what our own numbers are written with


class Line(NamedTuple):
    """One thing that is told, and where to look at it."""

    text: str
    href: str = ""  # an absolute address; "": there is nothing to open


class Section(NamedTuple):
    """Lines that belong together."""

    heading: str  # "": none
    lines: tuple[Line, ...]


class Notice(NamedTuple):
    """What somebody is told, in one language."""

    kind: str  # of schemas/notices.yml
    language: str  # fi, sv, en
    subject: str
    lead: str
    sections: tuple[Section, ...] = ()
    data: Mapping[str, Any] = {}  # the same for machines: plain values


Build = Callable[[frozenset[str], str], Notice | None]  # for these roles, in a language; None: nothing to tell them


def subject_of(notice: Notice) -> str:
    """The subject on one line, without anything that could begin a header of its own."""
    return brief(notice.subject, SUBJECT)


def as_text(notice: Notice, foot: str) -> str:
    """The notice as plain text, an address on a line of its own."""
    parts = [brief(notice.lead)]
    for each in notice.sections:
        heading = brief(each.heading)
        parts += ["", *((heading, "-" * len(heading)) if heading else ())]
        for line in each.lines:
            parts += [f"* {brief(line.text)}", *((f"  {line.href}",) if line.href else ())]
    return "\n".join((*parts, "", "-- ", foot, ""))


def as_html(notice: Notice, foot: str) -> str:
    """The notice as a page that needs nothing from elsewhere: headings, lists, links with words of their own."""
    return _environment().get_template("notice.html.j2").render(notice=notice, foot=foot)


def brief(text: str, longest: int = LONGEST) -> str:
    """A text on one line, without controls or signs that turn its direction, and not endless."""
    text = plain(_BREAKS.sub(" ", text[: 4 * longest])).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


@cache
def _environment() -> Environment:
    made = environment(HERE)
    made.filters["brief"] = brief
    return made
