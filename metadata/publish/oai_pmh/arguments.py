"""The arguments of an OAI-PMH request: which verb takes which, and what is wrong with them.

Pure; the assertions R1-R9 of the design live here. What is wrong comes back as Faults, never as an exception.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from metadata.publish.catalogue import Span

TOKEN = "resumptionToken"  # noqa: S105  # the name of an argument


class Fault(NamedTuple):
    """An OAI-PMH error: its code and what to tell the harvester."""

    code: str
    message: str


class Takes(NamedTuple):
    """The arguments of one verb besides `verb`; a token stands alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    token: bool = False


_LIST = Takes(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), token=True)

# OAI-PMH 2.0 §4
ARGUMENTS: Mapping[str, Takes] = {
    "Identify": Takes(),
    "ListMetadataFormats": Takes(optional=frozenset({"identifier"})),
    "ListSets": Takes(token=True),
    "GetRecord": Takes(required=frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}

_MARK = r"A-Za-z0-9\-_.!~*'()"  # unreserved characters of RFC 2396, as the OAI schema names them
_PLAIN = rf"(?:[{_MARK};/?@&=+$,]|%[0-9A-Fa-f]{{2}})"
_ANY = rf"(?:[{_MARK};/?@&=+$,:]|%[0-9A-Fa-f]{{2}})"
_DAY = r"\d{4}-\d\d-\d\d"
_SYNTAX: Mapping[str, re.Pattern[str]] = {
    # A URI of any scheme, or a word without one; stricter than the schema, so that the echo validates.
    "identifier": re.compile(
        rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:(?!//){_ANY}+|//[A-Za-z0-9.\-]+(?:/{_ANY}*)?)|(?!//){_PLAIN}+"
    ),
    "metadataPrefix": re.compile(rf"[{_MARK}]+"),
    "set": re.compile(rf"[{_MARK}]+(?::[{_MARK}]+)*"),
    "from": re.compile(rf"{_DAY}(?:T\d\d:\d\d:\d\dZ)?", re.ASCII),
    "until": re.compile(rf"{_DAY}(?:T\d\d:\d\d:\d\dZ)?", re.ASCII),
}


def pairs(raw: bytes) -> list[tuple[str, str]]:
    """The (name, value) pairs of a query string or form; bytes that are not UTF-8 become U+FFFD."""
    parts = (piece.partition(b"=") for piece in raw.split(b"&") if piece)
    return [(_decoded(name), _decoded(value)) for name, _, value in parts]


def _decoded(text: bytes) -> str:
    return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8", "replace")


def checked(given: list[tuple[str, str]]) -> Mapping[str, str] | tuple[Fault, ...]:
    """The arguments by name, `verb` included, or every fault in them (badVerb or badArgument)."""
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        return (Fault("badVerb", _verb_trouble(verbs)),)
    arguments = dict(given)
    faults = [*_repeated(given), *_misplaced(arguments, ARGUMENTS[verbs[0]])]
    faults = faults or [*_ill_formed(arguments), *_bad_range(arguments)]
    return tuple(Fault("badArgument", text) for text in faults) or arguments


def _verb_trouble(verbs: list[str]) -> str:
    if not verbs:
        return f"verb is missing; it is one of {', '.join(ARGUMENTS)}"
    return "verb is repeated" if len(verbs) > 1 else f"{_short(verbs[0])} is not a verb of OAI-PMH 2.0"


def _repeated(given: list[tuple[str, str]]) -> list[str]:
    counts = Counter(name for name, _ in given)
    return [f"{_short(name)} is repeated" for name, count in counts.items() if count > 1][:5]


def _misplaced(arguments: Mapping[str, str], takes: Takes) -> list[str]:
    names = arguments.keys() - {"verb"}
    if takes.token and TOKEN in names:
        return [f"{TOKEN} is an exclusive argument"] if len(names) > 1 else []
    unknown = sorted(names - takes.required - takes.optional)[:5]
    missing = sorted(takes.required - names)
    return [f"{_short(name)} is not an argument of this verb" for name in unknown] + [
        f"{name} is missing" for name in missing
    ]


def _ill_formed(arguments: Mapping[str, str]) -> list[str]:
    return [
        f"{name} is not well-formed: {_short(value)}"
        for name, value in arguments.items()
        if name in _SYNTAX and not (_SYNTAX[name].fullmatch(value) and (name not in BOUNDS or _is_real(value)))
    ]


BOUNDS = ("from", "until")


def _is_real(moment: str) -> bool:
    """True for a date that the calendar has."""
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def _bad_range(arguments: Mapping[str, str]) -> list[str]:
    start, until = (arguments.get(name, "") for name in BOUNDS)
    if start and until and len(start) != len(until):
        return ["from and until differ in granularity"]
    return ["from is later than until"] if start and until and start > until else []


def span(arguments: Mapping[str, str]) -> Span:
    """What the checked arguments of a list request select; a day counts from its first to its last second."""
    start, until = (arguments.get(name, "") for name in BOUNDS)
    return Span(
        f"{start}T00:00:00Z" if len(start) == 10 else start,
        f"{until}T23:59:59Z" if len(until) == 10 else until,
        arguments.get("set", ""),
    )


def _short(text: str) -> str:
    return f'"{text[:60]}"'
