"""What a dump says, fact by fact, whatever it is written in; nothing of it is held here but the codes of Thema."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import dropwhile
from pathlib import Path
from typing import Any

from metadata.errors import SourceError
from metadata.vocabularies.fact import CONCEPT, ISSN, LANGUAGES, Fact
from metadata.vocabularies.rdf import read_rdf

COLUMNS = {  # of a table of our own → field
    "notation": "notation",
    "broader": "broader",
    "match": "exact",
    "replaced_by": "replaced",
    "deprecated": "deprecated",
}
LABEL_COLUMNS = {
    f"{language}{other}": (field, language)
    for language in LANGUAGES.values()
    for other, field in (("", "pref"), ("_other", "alt"))
}
_ISSN_AND_L = re.compile(r"([0-9]{4}-[0-9]{3}[0-9X])\t([0-9]{4}-[0-9]{3}[0-9X])")
_LABELLED = re.compile(r"<([^<>\s]{1,500})>\t(.{1,1000})")  # of a list of URIs and labels


def read_facts(path: Path, name: str, language: str) -> Iterator[Fact]:
    """Every fact of a dump, whose name tells how it is written: RDF (.ttl, .rdf, .nt), URIs and labels (.tsv), a table
    of our own (.csv), Thema (.json), or ISSN and ISSN-L (.txt). Raises SourceError with the name and, where it is
    known, the line of what cannot be read.
    """
    suffix = Path(name).suffix.lower()
    reader = READERS.get(suffix)
    try:
        if reader is None:
            raise SourceError(f"{suffix or 'no suffix'}: a vocabulary is {', '.join(READERS)}")
        yield from reader(path, language)
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}: not UTF-8: {error}") from None
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None


def _of_list(path: Path, language: str) -> Iterator[Fact]:
    """Preferred labels of a list: "<http://www.yso.fi/onto/yso/p19899>", a tab, "Häme Castle"."""
    if not language:
        raise SourceError("schemas/vocabularies.yml does not say in which language this list is")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            found = _LABELLED.fullmatch(line.rstrip("\r\n"))
            if found is None and line.strip():
                raise SourceError(f"line {number}: not <URI>, a tab and a label")
            if found:
                yield Fact(found[1], "type", CONCEPT)
                yield Fact(found[1], "pref", found[2], language)


def _of_table(path: Path, language: str) -> Iterator[Fact]:
    """Concepts of a table with a header: `uri`, then any of LABEL_COLUMNS and COLUMNS; several values by "|"."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(dropwhile(lambda line: line.startswith("#"), lines), strict=True)
            known = {"uri", *COLUMNS, *LABEL_COLUMNS}
            if "uri" not in (rows.fieldnames or ()) or (set(rows.fieldnames or ()) - known):
                raise SourceError(f"its columns are {rows.fieldnames}; a table has uri and any of {sorted(known)}")
            for row in rows:
                if None in row or None in row.values() or not row["uri"].strip():
                    raise SourceError(f"line {rows.line_num}: as many values as columns are needed, and a URI")
                yield from _of_row(row)
    except csv.Error as error:
        raise SourceError(f"not CSV: {error}") from None


def _of_row(row: Mapping[str, str]) -> Iterator[Fact]:
    uri = row["uri"].strip()
    yield Fact(uri, "type", CONCEPT)
    for column, content in row.items():
        field, language = LABEL_COLUMNS.get(column) or (COLUMNS.get(column, ""), "")
        if field:
            for value in filter(None, map(str.strip, content.split("|"))):
                yield Fact(uri, field, value, language)


def _of_issns(path: Path, _: str) -> Iterator[Fact]:
    """The table of the ISSN International Centre: an ISSN, a tab, and its ISSN-L, which may be itself."""
    with path.open(encoding="utf-8-sig") as lines:
        if next(lines, "").rstrip("\r\n") != "ISSN\tISSN-L":
            raise SourceError("line 1: not ISSN, a tab and ISSN-L, as the ISSN International Centre heads its table")
        for number, line in enumerate(lines, 2):
            found = _ISSN_AND_L.fullmatch(line.rstrip("\r\n"))
            if found is None and line.strip():
                raise SourceError(f"line {number}: not an ISSN, a tab and its ISSN-L")
            if found:
                linking = f"{ISSN}{found[2]}"
                yield Fact(linking, "type", CONCEPT)
                if found[1] != found[2]:
                    yield Fact(linking, "exact", f"{ISSN}{found[1]}")


def _of_thema(path: Path, language: str) -> Iterator[Fact]:
    """The categories of EDItEUR's own JSON: code, heading, code above."""
    try:
        codes = json.loads(path.read_bytes())["CodeList"]["ThemaCodes"]["Code"]
        for each in codes:
            yield from _of_category(each, f"https://ns.editeur.org/thema/en/{each['CodeValue']}", language)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"not the list of Thema as EDItEUR writes it: {error!r}") from None


def _of_category(each: dict[str, Any], uri: str, language: str) -> Iterator[Fact]:
    yield Fact(uri, "type", CONCEPT)
    yield Fact(uri, "notation", str(each["CodeValue"]))
    yield Fact(uri, "pref", str(each["CodeDescription"]), language)
    if each.get("CodeParent"):
        yield Fact(uri, "broader", f"https://ns.editeur.org/thema/en/{each['CodeParent']}")


READERS: Mapping[str, Callable[[Path, str], Iterator[Fact]]] = {
    ".ttl": lambda path, _: read_rdf(path, ".ttl"),
    ".nt": lambda path, _: read_rdf(path, ".nt"),
    ".rdf": lambda path, _: read_rdf(path, ".rdf"),
    ".xml": lambda path, _: read_rdf(path, ".xml"),
    ".tsv": _of_list,
    ".csv": _of_table,
    ".json": _of_thema,
    ".txt": _of_issns,
}
