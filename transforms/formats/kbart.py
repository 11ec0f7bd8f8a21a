"""KBART (NISO RP-9-2014): a title as one line of a holdings file, for knowledge bases and link resolvers.

A writer only: 25 columns, tab-separated UTF-8 without quotation marks. COLUMNS is the mapping, in the order of §6.6 of
the recommendation. A lossy format: it has two types of publication, so that an audiobook or a film is a monograph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from transforms.formats import oai_dc
from transforms.formats.agents import Agent, agents
from transforms.formats.oai_dc import without_isbd
from transforms.identifiers.isbn import parse_isbn
from transforms.identifiers.trade import parse_issn
from transforms.record import Field, Record
from transforms.resources_856 import borrowing

MEDIA_TYPE = "text/tab-separated-values"
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")  # a tab or a line end would be a column or a line
_CONTINUES = "9999"  # 008/11-14 of a serial that is published still
SERIAL, MONOGRAPH = "serial", "monograph"


@dataclass(frozen=True, eq=False)
class Holding:
    """A title as a view shows it."""

    record: Record
    page: str  # where its link leads when the record has none
    agency: str  # our ISIL: a title of ours is named "(agency)id" in $w
    printed: frozenset[str]  # $i of a 776 of the printed book, in lower case

    @cached_property
    def is_serial(self) -> bool:
        """True for what is published in parts without an end foreseen."""
        return self.record.at("LDR", 7) in ("s", "i", "b")

    @cached_property
    def agents(self) -> list[Agent]:
        """Who made it; of a serial nobody is told."""
        return [] if self.is_serial else agents(self.record)


def header() -> bytes:
    """The line with the labels of the columns."""
    return _line(name for name, _ in COLUMNS)


def line(holding: Holding) -> bytes:
    """The line of one title, with its line end."""
    return _line(value(holding) for _, value in COLUMNS)


def alphabetical(record: Record) -> str:
    """By what the lines of a file are put in order: the title without its article (245, second indicator)."""
    field = record.first("245")
    skipped = int(field.ind2) if field is not None and field.ind2.isdecimal() else 0
    return oai_dc.title(record)[skipped:].casefold()


def _line(values: Iterable[str]) -> bytes:
    return ("\t".join([_BLANK.sub(" ", each).strip() for each in values]) + "\n").encode("utf-8", "replace")


def _title(holding: Holding) -> str:
    return oai_dc.title(holding.record).replace(" : ", ": ") or holding.record.control_number


def _print_number(holding: Holding) -> str:
    """The number of the printed book or magazine that 776 names."""
    links = [each for each in holding.record.all("776") if each["i"].casefold() in holding.printed]
    return _first_number(links, holding.is_serial, "x" if holding.is_serial else "z")


def _online_number(holding: Holding) -> str:
    fields = holding.record.all("022" if holding.is_serial else "020")
    return _first_number(fields, holding.is_serial, "a")


def _first_number(fields: Iterable[Field], is_issn: bool, code: str) -> str:
    """The first right number: thirteen digits, or NNNN-NNNC."""
    parse = parse_issn if is_issn else parse_isbn
    return next((number for each in fields for value in each.all(code) if (number := parse(value))), "")


def _begins(holding: Holding) -> str:
    return oai_dc.year(holding.record) if holding.is_serial else ""


def _ends(holding: Holding) -> str:
    """The year in which a serial ceased; blank while it goes on."""
    year = holding.record.at("008", 11, 15)
    return year if holding.is_serial and _is_year(year) and year != _CONTINUES else ""


def _address(holding: Holding) -> str:
    return next((each.url for each in borrowing(holding.record)), holding.page)


def _author(holding: Holding) -> str:
    return next((_surname(each) for each in holding.agents if each.is_main or "aut" in each.relators), "")


def _editor(holding: Holding) -> str:
    return next((_surname(each) for each in holding.agents if "edt" in each.relators), "")


def _surname(agent: Agent) -> str:
    """The last name of a person whose name is inverted; other names as they are."""
    name = without_isbd(agent.field["a"])
    return name.partition(",")[0] if agent.is_person and agent.field.ind1 == "1" else agent.name


def _publisher(holding: Holding) -> str:
    fields = [each for each in holding.record.all("260", "264") if each.tag == "260" or each.ind2 == "1"]
    return next((without_isbd(each["b"]) for each in fields if each["b"]), "")


def _kind(holding: Holding) -> str:
    return SERIAL if holding.is_serial else MONOGRAPH


def _online_date(holding: Holding) -> str:
    return "" if holding.is_serial else oai_dc.year(holding.record)


def _volume(holding: Holding) -> str:
    """The number of the part that the title is (245 $n)."""
    return "" if holding.is_serial else without_isbd(holding.record.value("245", "n"))


def _edition(holding: Holding) -> str:
    return "" if holding.is_serial else without_isbd(holding.record.value("250", "a"))


def _preceding(holding: Holding) -> str:
    """Our id of what a serial continues (780 $w)."""
    own = f"({holding.record.value('003') or holding.agency})"  # a view may have its own
    numbers = (value for each in holding.record.all("780") for value in each.all("w"))
    return next((each.removeprefix(own) for each in numbers if holding.is_serial and each.startswith(own)), "")


def _access(holding: Holding) -> str:
    """F: free to everyone (506, first indicator 0); P: what libraries pay for."""
    return "F" if any(each.ind1 == "0" for each in holding.record.all("506")) else "P"


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal()


def _constant(text: str) -> Callable[[Holding], str]:
    return lambda _: text


_UNKNOWN = _constant("")  # what no record of ours tells

COLUMNS: tuple[tuple[str, Callable[[Holding], str]], ...] = (
    ("publication_title", _title),
    ("print_identifier", _print_number),
    ("online_identifier", _online_number),
    ("date_first_issue_online", _begins),
    ("num_first_vol_online", _UNKNOWN),
    ("num_first_issue_online", _UNKNOWN),
    ("date_last_issue_online", _ends),
    ("num_last_vol_online", _UNKNOWN),
    ("num_last_issue_online", _UNKNOWN),
    ("title_url", _address),
    ("first_author", _author),
    ("title_id", lambda holding: holding.record.control_number),
    ("embargo_info", _UNKNOWN),
    ("coverage_depth", _constant("fulltext")),
    ("notes", _UNKNOWN),
    ("publisher_name", _publisher),
    ("publication_type", _kind),
    ("date_monograph_published_print", _UNKNOWN),
    ("date_monograph_published_online", _online_date),
    ("monograph_volume", _volume),
    ("monograph_edition", _edition),
    ("first_editor", _editor),
    ("parent_publication_title_id", _UNKNOWN),
    ("preceding_publication_title_id", _preceding),
    ("access_type", _access),
)
