"""What `emat libraries check` says of library files beyond their model: vendors, collections, connections, licences.

A fault makes a file wrong; a warning is something that a person may want to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from metadata.connections import Connect
from metadata.errors import ConfigError
from metadata.libraries import Known, Library, load_library
from metadata.libraries.values import ISIL, no_such, placeholders
from metadata.vendors import Vendor
from metadata.yaml_files import Document, read_document

FILL_IN = "← fill in"  # mark of a draft behind what nobody but a person can know
_DAY = 86_400  # seconds
_NUMBERS = ("isbn", "issn")


class Around(NamedTuple):
    """What library files are held against."""

    known: Known
    vendors: Mapping[str, Vendor]
    unread: frozenset[str]  # vendors whose own file is wrong: their collections are not known
    connect: Connect
    today: date

    @property
    def collections(self) -> set[str]:
        """Every collection that there is."""
        return {each.collection for each in self.vendors.values()}

    @property
    def names(self) -> set[str]:
        """Every vendor that there is."""
        return {*self.vendors, *self.unread}


@dataclass(slots=True)
class Checked:
    """One library file: what it says, what is wrong with it, and what to know; lines "FI-Mallila.yml:12: …"."""

    name: str
    library: Library | None = None
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def files_of(schemas: Path, names: Iterable[str]) -> list[Path]:
    """The library files of these ISILs (all without one); a name that ends in .yml is a path. Raises ConfigError."""
    folder = schemas / "libraries"
    every = sorted(folder.glob("*.yml"))
    paths = [Path(name) if name.endswith(".yml") else folder / f"{name}.yml" for name in names]
    for path in paths:
        if not path.is_file():
            raise ConfigError(f"there is no library file {path.stem}; " + _hint(path.stem, every))
    return paths or every


def _hint(name: str, every: Iterable[Path]) -> str:
    return no_such("library", name, {each.stem for each in every}).partition("; ")[2]


def check_library(path: Path, around: Around) -> Checked:
    """Check one file."""
    found = Checked(path.stem)
    try:
        found.library = load_library(path, around.known)
        document, text = read_document(path), path.read_text("utf-8")
    except ConfigError as error:
        found.faults = str(error).splitlines()
        return found
    library = found.library
    found.faults = [
        *_collections(library, document, around),
        *_vendors(library, document, around),
        *_both_ways(library, document),
    ]
    remarks = (
        *_connections(library, document, around.connect),
        *_links(library, document, around),
        *_licences(library, document, around.today),
        *_values(library, document),
        *_to_fill_in(document.name, text),
    )
    found.warnings = [each.replace(": ", ": warning: ", 1) for each in remarks]
    return found


def _at(document: Document, *where: str | int) -> str:
    """File, line and key."""
    return f"{document.name}:{document.line(*where)}: {'.'.join(map(str, where))}"


def _collections(library: Library, document: Document, around: Around) -> Iterator[str]:
    """Collections that no vendor has. A vendor whose file is wrong may have one of its name."""
    known = around.collections | around.unread
    for number, each in enumerate(library.acquires.collections):
        if each.name not in known:
            where = _at(document, "acquires", "collections", number)
            yield f"{where}: {no_such('collection', each.name, known)}"


def _vendors(library: Library, document: Document, around: Around) -> Iterator[str]:
    """Vendors that there are not: of links, of lists, and of single titles."""
    for vendor in library.links:
        if vendor not in around.names:
            yield f"{_at(document, 'links', vendor)}: {no_such('vendor', vendor, around.names)}"
    for name, part in library.acquisitions.items():
        if part.vendor and part.vendor not in around.names:
            where = _at(document, "acquisitions", name, "vendor")
            yield f"{where}: {no_such('vendor', part.vendor, around.names)}"
    named = [("titles", number, each.id) for number, each in enumerate(library.acquires.titles)]
    named += [("except", number, each) for number, each in enumerate(library.acquires.without)]
    for key, number, title in named:
        vendor, colon, _ = title.partition(":")
        if colon and vendor not in _NUMBERS and vendor not in around.names:
            yield f"{_at(document, 'acquires', key, number)}: {no_such('vendor', vendor, around.names)}"


def _both_ways(library: Library, document: Document) -> Iterator[str]:
    taken = {each.id for each in library.acquires.titles}
    for number, each in enumerate(library.acquires.without):
        if each in taken:
            yield f"{_at(document, 'acquires', 'except', number)}: {each} stands under titles too"


def _connections(library: Library, document: Document, connect: Connect) -> Iterator[str]:
    for name, part in library.acquisitions.items():
        try:
            connect(part.fetch.connection)
        except ConfigError as error:
            yield f"{_at(document, 'acquisitions', name, 'fetch', 'connection')}: {error}"


def _links(library: Library, document: Document, around: Around) -> Iterator[str]:
    """Vendors of what is acquired that have no link of the library's own, and links that nothing is behind."""
    taken = {each.name for each in library.acquires.collections}
    owners = {each.collection: each.id for each in around.vendors.values()}
    for number, each in enumerate(library.acquires.collections):
        vendor = owners.get(each.name)
        if vendor and vendor not in library.links:
            where = _at(document, "acquires", "collections", number)
            yield f"{where}: no link of its own for {vendor}: its public link will stand in the records"
    if not library.acquisitions and not library.acquires.titles:
        for vendor in library.links:
            if vendor in around.vendors and around.vendors[vendor].collection not in taken:
                yield f"{_at(document, 'links', vendor)}: has no effect: nothing of {vendor} is acquired"


def _licences(library: Library, document: Document, today: date) -> Iterator[str]:
    acquires, last = library.acquires, today + timedelta(days=library.notice // _DAY)
    dated = [("collections", number, each.name, each.until) for number, each in enumerate(acquires.collections)]
    dated += [("titles", number, each.id, each.until) for number, each in enumerate(acquires.titles)]
    for key, number, name, until in dated:
        if until is not None and until < today:
            yield f"{_at(document, 'acquires', key, number)}: {name} ended on {until}: renew it or take it out"
        elif until is not None and until <= last:
            yield f"{_at(document, 'acquires', key, number)}: {name} ends on {until}"


def _values(library: Library, document: Document) -> Iterator[str]:
    """Fields of the library system that are not written for want of a value, where the library names its system."""
    if "ils" not in document.content:
        return
    for each in library.system.fields:
        for name in placeholders(each):
            if name != ISIL and name not in library.holdings:
                what = library.system.values[name]
                yield f"{_at(document, 'ils')}: no {name} under holdings ({what}): {each[:3]} is not written"


def _to_fill_in(name: str, text: str) -> Iterator[str]:
    lines = [str(number) for number, line in enumerate(text.splitlines(), 1) if FILL_IN in line]
    if lines:
        yield f"{name}:{lines[0]}: still to be filled in: line{'s' * (len(lines) > 1)} {', '.join(lines)}"
