"""A record as the vendor sent it, made readable: lines for ISO 2709, indents for XML and JSON. Nothing is parsed.

The bytes may be anything: broken, endless, made to mislead. They are cut, never interpreted: no entity is expanded, and
what is not UTF-8 stands as its number.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

LONGEST = 40_000  # bytes that are shown
MOST = 200_000  # characters that they may become
_FIELD, _SUBFIELD, _RECORD = "\x1e", "\x1f", "\x1d"
_LEADER, _ENTRY = 24, 12  # characters of a leader, and of an entry of the directory
_ENTRIES = 4  # entries of the directory on a line
_TAG = re.compile(r"(<[^<>]*>)")
_DEEPEST = 40  # levels of indents
_STEP = "  "


class Readable(NamedTuple):
    """What is shown of the bytes."""

    lines: list[str]
    size: int  # bytes of the whole
    shown: int  # bytes that are shown

    @property
    def is_cut(self) -> bool:
        """True if not all is shown."""
        return self.shown < self.size


def readable(raw: bytes, form: str) -> Readable:
    """The bytes as text; `form` is that of their envelope: marc21, marcxml, onix, json, or "" where it is not known."""
    text = raw[:LONGEST].decode("utf-8", "backslashreplace")
    if form == "marc21":
        text = _iso2709(text)
    elif form in ("marcxml", "onix") or (not form and text.lstrip().startswith("<")):
        text = _xml(text)
    elif form == "json":
        text = _json(text)
    return Readable(text[:MOST].split("\n"), len(raw), min(len(raw), LONGEST))


def _iso2709(text: str) -> str:
    """Leader, directory and fields on lines of their own; the delimiters as signs that can be seen."""
    head, *fields = text.split(_FIELD)
    leader, directory = head[:_LEADER], head[_LEADER:]
    width = _ENTRY * _ENTRIES
    rows = [directory[start : start + width] for start in range(0, len(directory), width)]
    entries = [" ".join(row[at : at + _ENTRY] for at in range(0, len(row), _ENTRY)) for row in rows]
    lines = [leader, *entries, *(each for each in fields if each not in ("", _RECORD))]
    return "\n".join(lines).replace(_SUBFIELD, "‡").replace(_RECORD, "")


def _xml(text: str) -> str:
    """A tag on each line, deeper by its level; an element with text alone stays on one line."""
    lines: list[str] = []
    depth, is_open = 0, False  # whether the last line is an element that was opened and may be closed on it
    for part in _TAG.split(text):
        said = part.strip()
        if not said:
            continue
        if said.startswith("</"):
            depth = max(0, depth - 1)
            if is_open:
                lines[-1] += said
            else:
                lines.append(_STEP * min(depth, _DEEPEST) + said)
            is_open = False
        elif said.startswith("<"):
            lines.append(_STEP * min(depth, _DEEPEST) + said)
            is_open = not said.endswith("/>") and said[1:2] not in ("?", "!")
            depth += is_open
        elif is_open:
            lines[-1] += said
        else:
            lines.append(_STEP * min(depth, _DEEPEST) + said)
    return "\n".join(lines)


def _json(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text
