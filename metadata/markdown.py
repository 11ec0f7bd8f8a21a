"""Markdown that others render, with texts of vendors in it: whatever these hold, they are shown and do nothing.

A vendor's text stands in a code span, in which neither markup nor addresses count (CommonMark 0.31, section 6.1), and
where it is cut. Only our own words stand outside of code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from metadata.gate.samples import plain

_TICKS = re.compile(r"`+")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9./:-]*", re.ASCII)
_BAR = "\N{BROKEN BAR}"  # a bar would end the cell of a table, in code too


def code(text: object, longest: int = 120) -> str:
    """A text as a code span of at most so many printable characters, which may stand in a table; "–" for nothing."""
    shown = plain(str(text), longest).replace("|", _BAR).strip()
    if not shown:
        return "–"
    fence = "`" * (max((len(each) for each in _TICKS.findall(shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def link(address: str) -> str:
    """An address of the web as a link to itself; anything else, and one with odd characters, as code."""
    return f"[{address}]({address})" if _ADDRESS.fullmatch(address) else code(address)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


def listed(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"- {each}" for each in lines)
