"""schemas/libraries/<isil>.yml and schemas/consortium.yml → frozen models: who we are and who pulls records.

parts   what a library file consists of        ils      how its library system wants records and files
values  what is checked beyond text            check    what `emat libraries check` says
draft   a file for a new library               shown    what a view's profile keeps under `shows`
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from pydantic import ConfigDict, Field, PrivateAttr, model_validator

from metadata.errors import ConfigError
from metadata.libraries.audiences import Audiences, load_audiences
from metadata.libraries.ils import GENERIC, Agency, Ils, load_ils
from metadata.libraries.parts import Acquires, Acquisitions, Fields, HarvestPolicy, Holdings, Texts
from metadata.libraries.values import FeedName, Isil, LeftOut, LinkTemplate, no_such
from metadata.vendors import Words
from metadata.vendors.values import Contact, Duration, Slug, Timezone
from metadata.yaml_files import Strict, load_model, read_document

__all__ = ["Consortium", "Library", "load_consortium", "load_libraries", "load_library"]

_30_DAYS = 30 * 86_400  # seconds
_LONGEST = 42  # characters of the name that a list has in the ledger


class Consortium(Strict):
    """The agency that publishes: its ISIL stands in 003 and 040, its domain in OAI identifiers and URIs of works."""

    isil: str
    name: Words
    oai_domain: str
    admin_email: str
    timezone: Timezone = "Europe/Helsinki"  # whose days the days of licences are
    harvests: HarvestPolicy = HarvestPolicy()
    work_links: Literal["none", "758"] = "none"
    """758: the work and expression of each title, which many library systems drop."""

    @property
    def address_of_works(self) -> str:
        """What the URIs of works and expressions begin with; "" if titles do not tell them."""
        return f"https://{self.oai_domain}/" if self.work_links == "758" else ""


class Known(NamedTuple):
    """What library files refer to."""

    systems: Mapping[str, Ils]
    audiences: Audiences
    refused: Mapping[str, str] = MappingProxyType({})  # why files of library systems are, by name


class Library(Strict):
    """One library: what it has acquired, and how it wants its records."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    isil: Isil
    """Its code (ISO 15511), which is also the name of the file, and of its view."""
    name: Words
    language: Literal["fin", "swe"] = "fin"
    """Of the library's pages and messages."""
    contact: Contact | None = None
    """Whom to write to when its list of acquisitions is late or wrong."""
    ils: str = GENERIC
    """Its library system: a file of schemas/ils."""
    holdings: Holdings = Field(default_factory=dict)
    """Values for the fields of its library system, such as {item_type: EKIRJA} for Koha's 942 $c."""
    fields: Fields = ()
    """Further fields for every record, as "590 ## $a Text"; {isil} is the library's own."""
    without: tuple[LeftOut, ...] = ()
    """Fields that the library does not want: "520", or "59X" for a class."""
    agency: Agency | None = None
    """Whose ISIL stands in 003, where it is otherwise than its library system has it."""
    modifying: bool | None = None
    """True: the library stands in 040 $d; where it is otherwise than its library system has it."""
    texts: Texts = Texts()
    notice: Duration = _30_DAYS
    """How long before a licence ends people are told."""
    acquires: Acquires = Acquires()
    acquisitions: dict[FeedName, Acquisitions] = Field(default_factory=dict)
    """Lists of what it has acquired, each fetched from somewhere."""
    links: dict[Slug, LinkTemplate] = Field(default_factory=dict)
    """By vendor: the library's own link, with {vendor_id}; without one the vendor's public link stands."""
    link_text: Words
    """What the link says."""

    _system: Ils = PrivateAttr(default_factory=lambda: Ils(id=GENERIC, title=GENERIC))
    _audience_codes: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _has_short_names(self) -> Library:
        if long := [each for each in self.acquisitions if len(feed_id(self.isil, each)) > _LONGEST]:
            raise ValueError(f"acquisitions: {long[0]!r} is too long a name beside {self.isil}")
        return self

    @property
    def system(self) -> Ils:
        """Its library system."""
        return self._system

    @property
    def audience_codes(self) -> tuple[str, ...]:
        """The codes of 008/22 of the readers that it chooses by; none: it does not."""
        return self._audience_codes

    def among(self, known: Known) -> Library:
        """This library with its library system, and the codes of its readers."""
        made = self.model_copy()
        made._system = known.systems[self.ils]
        made._audience_codes = tuple(code for each in self.acquires.audiences for code in known.audiences[each])
        return made


def feed_id(isil: str, name: str) -> str:
    """The name of a list of acquisitions in the ledger: "FI-Mallila.shop". No vendor is called so."""
    return f"{isil}.{name}"


def load_known(schemas: Path) -> Known:
    """What library files refer to."""
    systems, refused = load_ils(schemas)
    return Known(systems, load_audiences(schemas), refused)


def load_library(path: Path, known: Known) -> Library:
    """The library of one file, whose name is its ISIL. Raises ConfigError with file and line."""
    library, document = load_model(path, Library), read_document(path)
    if library.isil != path.stem:
        raise ConfigError(
            f"{path.name}:{document.line('isil')}: isil: the file of {library.isil} is {library.isil}.yml"
        )
    if twins := _twins(path):
        raise ConfigError(
            f"{path.name}:{document.line('isil')}: isil: {twins[0]} is the same ISIL in other letters (ISO 15511): "
            "a library has one file"
        )
    if library.ils in known.refused:
        raise ConfigError(
            f"{path.name}:{document.line('ils')}: ils: the file of its library system is refused: "
            f"{known.refused[library.ils]}"
        )
    if library.ils not in known.systems:
        why = no_such("library system", library.ils, known.systems.keys())
        raise ConfigError(f"{path.name}:{document.line('ils')}: ils: {why}")
    values = known.systems[library.ils].values.keys()
    for each in library.holdings:
        if each not in values:
            why = no_such("value of its library system", each, values)
            raise ConfigError(f"{path.name}:{document.line('holdings', each)}: holdings.{each}: {why}")
    return library.among(known)


def _twins(path: Path) -> list[str]:
    """Files beside it whose name differs by capital letters alone."""
    every = (each.name for each in path.parent.glob("*.yml"))
    return sorted(name for name in every if name != path.name and name.lower() == path.name.lower())


def load_libraries(schemas: Path) -> tuple[dict[str, Library], dict[str, str]]:
    """Every library by ISIL, and for each file that is refused the reason by the ISIL that it is named after.

    The view of such a library stays as it was: it must not vanish because its file is wrong.
    """
    known = load_known(schemas)
    libraries, refused = dict[str, Library](), dict[str, str]()
    for path in sorted((schemas / "libraries").glob("*.yml")):
        try:
            libraries[path.stem] = load_library(path, known)
        except ConfigError as error:
            refused[path.stem] = str(error)
    return libraries, refused


def load_consortium(schemas: Path) -> Consortium:
    """The consortium. Raises ConfigError."""
    return load_model(schemas / "consortium.yml", Consortium)
