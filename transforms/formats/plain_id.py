"""The vendor's id in the bytes of a record that cannot be read: where it stands in plain sight, and only once.

Pure. Nothing is published by it: it only tells which record the bytes are of, so that this one is not taken for gone.
"""

from __future__ import annotations

import re

_ONCE = {
    "onix": re.compile(rb"<(?:[\w.-]+:)?(?:RecordReference|a001)(?:\s[^<>]*)?>([^<>]*)<"),
    "marcxml": re.compile(rb"<(?:[\w.-]+:)?controlfield\s++tag\s*+=\s*+[\"']001[\"']\s*+>([^<>]*+)<"),
    "json": re.compile(rb'"001"\s*:\s*"([^"\\]*)"'),
}
_DIRECTORY = re.compile(rb"[0-9 ]{5}.{19}001[0-9]{4}00000[0-9A-Za-z]*+\x1e([^\x1d-\x1f]*)\x1e", re.DOTALL)
_LONGEST = 255  # characters


def plain_id(raw: bytes, format_name: str, identity: str) -> str:
    """The id at `identity` (001 or RecordReference) in one record of a format; "" where it is not certain."""
    if identity not in ("001", "RecordReference"):
        return ""
    found = [] if format_name not in _ONCE else _ONCE[format_name].findall(raw)
    if format_name == "marc21" and (first := _DIRECTORY.match(raw)):
        found = [first[1]]
    if len(found) != 1:
        return ""
    try:
        text = found[0].decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() and "&" not in text and len(text) <= _LONGEST else ""
