"""What a line of a list says, by the form of the list: CSV as library systems export it, and KBART.

Source: NISO RP-9-2014, KBART Phase II Recommended Practice, section 6.6 (the columns of KBART).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from metadata.libraries.values import no_such, title_name
from metadata.store.acquisitions import Line
from metadata.unpack import RefusedFileError

KBART = (
    *("publication_title", "print_identifier", "online_identifier"),
    *("date_first_issue_online", "num_first_vol_online", "num_first_issue_online"),
    *("date_last_issue_online", "num_last_vol_online", "num_last_issue_online"),
    *("title_url", "first_author", "title_id", "embargo_info", "coverage_depth", "notes", "publisher_name"),
    *("publication_type", "date_monograph_published_print", "date_monograph_published_online"),
    *("monograph_volume", "monograph_edition", "first_editor"),
    *("parent_publication_title_id", "preceding_publication_title_id", "access_type"),
)
KBART_DAYS = ("access_start_date", "access_end_date")  # further columns, where a list has them
_KBART_NEEDED = ("publication_title", "print_identifier", "online_identifier", "title_id")
CSV = ("vendor", "collection", "identifier", "from", "until")
_NEAR = 0.8  # how like one of ours the name of a column must be to be a slip of it
_ROUNDED = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FINNISH_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_LONGEST = 300  # characters of an identifier

Cells = Mapping[str, str]  # by the name of the column, without blanks around


class Known(NamedTuple):
    """What a list may name."""

    vendors: frozenset[str]
    collections: frozenset[str]
    vendor: str = ""  # whose titles it names where a line does not say


class Form(NamedTuple):
    """One form of a list; `check` and `line` raise RefusedFileError and ValueError with what is wrong."""

    separators: tuple[str, ...]
    quoted: bool
    check: Callable[[Sequence[str], Known], None]  # of the names of the columns
    line: Callable[[Cells, Known, int], Line]


def _check_csv(columns: Sequence[str], known: Known) -> None:
    if "identifier" not in columns and "collection" not in columns:
        raise RefusedFileError(f"the first line must name its columns: {', '.join(CSV)}; it has {_quoted(columns)}")
    _refuse_slips(columns, CSV)


def _check_kbart(columns: Sequence[str], known: Known) -> None:
    if missing := [each for each in _KBART_NEEDED if each not in columns]:
        raise RefusedFileError(f"not KBART: its first line has no {missing[0]}, but {_quoted(columns)}")
    _refuse_slips(columns, (*KBART, *KBART_DAYS))


def _refuse_slips(columns: Sequence[str], ours: Sequence[str]) -> None:
    """A column that is almost one of ours would be overlooked, and a licence without its last day never ends."""
    for each in columns:
        near = get_close_matches(each, ours, 1, _NEAR) if each not in ours else []
        if near and near[0] not in columns:
            raise RefusedFileError(f"column {each!r}: did you mean {near[0]!r}?")
    if twice := sorted({each for each in columns if each in ours and columns.count(each) > 1}):
        raise RefusedFileError(f"column {twice[0]!r} stands twice")


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(repr(each[:40]) for each in columns[:10])


def _csv_line(cells: Cells, known: Known, number: int) -> Line:
    vendor = _among("vendor", cells.get("vendor", ""), known.vendors)
    collection = _among("collection", cells.get("collection", ""), known.collections)
    identifier = cells.get("identifier", "")
    if not identifier and vendor:
        raise ValueError("a vendor without an identifier: name a title of it, or the collection that is taken whole")
    if not identifier and not collection:
        raise ValueError("neither an identifier nor a collection: name a title, or the collection that is taken whole")
    offerer = vendor or ("" if collection else known.vendor)
    names = _names(identifier, offerer) if identifier else ()
    return Line(collection, offerer, names, *_days(cells.get("from", ""), cells.get("until", "")), number)


def _names(identifier: str, vendor: str) -> tuple[str, ...]:
    """The names of a title by one identifier: the vendor's own id of it is the surest."""
    if _ROUNDED.fullmatch(identifier):
        raise ValueError(
            f"{identifier} is a number that a spreadsheet has rounded: make the column text, and export anew"
        )
    if len(identifier) > _LONGEST or not identifier.isprintable():
        raise ValueError("an identifier that is too long, or no printable text")
    try:
        name = title_name(identifier)
    except ValueError:
        if not vendor:
            raise ValueError(
                f"{identifier!r} names no title: name its vendor, or write a title id, an ISBN or an ISSN"
            ) from None
        return (f"{vendor}:{identifier}",)
    own = f"{vendor}:{identifier}"
    return (own, name) if vendor and name != own and not name.startswith(f"{vendor}:") else (name,)


def _kbart_line(cells: Cells, known: Known, number: int) -> Line:
    names = [f"{known.vendor}:{cells['title_id']}"] if cells["title_id"] else []
    if online := _number(cells["online_identifier"]):
        names.append(online)
    elif not names and (printed := _number(cells["print_identifier"])):
        names.append(f"print:{printed.partition(':')[2]}")
    if not names:
        told = cells["online_identifier"] or cells["print_identifier"]
        why = f"{told[:40]!r} is neither an ISBN nor an ISSN" if told else "no online_identifier"
        raise ValueError(f"{why}, and no title_id: the title cannot be told; ask the provider for its identifiers")
    if any(len(each) > _LONGEST or not each.isprintable() for each in names):
        raise ValueError("an identifier that is too long, or no printable text")
    start, end = (cells.get(each, "") for each in KBART_DAYS)
    return Line("", known.vendor, tuple(names), *_days(start, end), number)


def _number(text: str) -> str:
    """An ISBN or ISSN as a name; "" for anything else."""
    try:
        name = title_name(text)
    except ValueError:
        return ""
    return name if name.startswith(("isbn:", "issn:")) else ""


def _among(what: str, name: str, known: frozenset[str]) -> str:
    if name and name not in known:
        raise ValueError(no_such(what, name[:60], known))
    return name


def _days(start: str, end: str) -> tuple[str, str]:
    """The days of a licence as 2026-12-31; "" where there is none."""
    first, last = _day(start), _day(end)
    if first and last and last < first:
        raise ValueError(f"until {last} is before from {first}")
    return first, last


def _day(text: str) -> str:
    """2026-12-31 or 31.12.2026."""
    if not text:
        return ""
    parts = [found.groups() for found in (_DAY.fullmatch(text),) if found]
    parts += [found.groups()[::-1] for found in (_FINNISH_DAY.fullmatch(text),) if found]
    try:
        (numbers,) = parts
        return date(*map(int, numbers)).isoformat()
    except (ValueError, TypeError):
        raise ValueError(f"{text[:40]!r} is no day: write 2026-12-31") from None


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "csv": Form((";", ",", "\t"), True, _check_csv, _csv_line),
        "kbart": Form(("\t",), False, _check_kbart, _kbart_line),
    }
)
