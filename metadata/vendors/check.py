"""What `emat vendors check` says of vendor files beyond their model: rules, collections, connections, dead keys.

A fault makes a file wrong; a warning is something that a person may want to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from metadata.connections import Connect
from metadata.errors import ConfigError
from metadata.tally import UNREADABLE
from metadata.vendors import Vendor, load_vendor, names_in
from metadata.yaml_files import Document, read_document
from transforms.identifiers import IdentifierType
from transforms.record import Level
from transforms.tables import Tables

FILL_IN = "← fill in"  # mark of a draft behind what nobody but a person can know
UNUSABLE = UNREADABLE | {"S04", "O02"}  # a record that cannot be read, or not be traced, is withheld whatever its level
_WEIGHT = (Level.INFO, Level.WARNING, Level.ERROR, Level.FATAL)
_ONIX_ONLY = (("sender",), ("select", "territory"))
_OF_ALL = frozenset(  # switches that MARC is asked for too
    ("encoding_confirmed", "iso_norwegian", "summary_520", "unicode_form", "urn_links", "vendor_links", "provenance")
)


class Known(NamedTuple):
    """What vendor files are held against."""

    rules: Mapping[str, Level]  # the rules' own levels, by id
    connect: Connect
    today: date
    tables: Callable[[], Tables | None] | None = (
        None  # code lists and vocabularies, read where a vendor file has look-ups
    )
    identifiers: Iterable[IdentifierType] = ()  # the registered prefixes of 035, beside those of vendor files


@dataclass(slots=True)
class Checked:
    """One vendor file: what it says, what is wrong with it, and what to know; lines "onix-publisher.yml:12: …"."""

    name: str
    vendor: Vendor | None = None
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def files_of(schemas: Path, names: Iterable[str]) -> list[Path]:
    """The vendor files of these names (all without one); a name that ends in .yml is a path. Raises ConfigError."""
    folder = schemas / "vendors"
    paths = [Path(name) if name.endswith(".yml") else folder / f"{name}.yml" for name in names]
    for path in paths:
        if not path.is_file():
            raise ConfigError(f"there is no vendor file {path.stem}; there are {names_in(folder)}")
    return paths or sorted(folder.glob("*.yml"))


def check_files(paths: Iterable[Path], every: Iterable[Path], known: Known) -> list[Checked]:
    """Check each of the files; `every` are all vendor files, each with a collection and a prefix of its own."""
    owners = _owners([*every, *paths])
    return [_checked(path, owners, known) for path in paths]


class _Owners(NamedTuple):
    """Whose something is: names of vendors by collection, and by the prefix of their ids in 035, casefolded."""

    collections: defaultdict[str, set[str]]
    sources: defaultdict[str, set[str]]


def _owners(paths: Iterable[Path]) -> _Owners:
    """Who has what; files that are refused own nothing."""
    owners = _Owners(defaultdict(set), defaultdict(set))
    for path in paths:
        try:
            vendor = load_vendor(path)
        except ConfigError:
            continue
        owners.collections[vendor.collection].add(path.stem)
        owners.sources[vendor.source.casefold()].add(path.stem)
    return owners


def _checked(path: Path, owners: _Owners, known: Known) -> Checked:
    found = Checked(path.stem)
    try:
        found.vendor = load_vendor(path)
        document = read_document(path)
        text = path.read_text("utf-8")
    except ConfigError as error:
        found.faults = str(error).splitlines()
        return found
    vendor = found.vendor
    found.faults = [
        *_levels(vendor, document, known),
        *_expired(vendor, document, known.today),
        *_collection(vendor, document, owners.collections),
        *_prefixes(vendor, document, owners.sources, known.identifiers),
    ]
    remarks = (
        *_connection(vendor, document, known.connect),
        *_without_effect(vendor, document),
        *_never_reached(vendor, document),
        *_lookups(vendor, document, known.tables),
        *_to_fill_in(document.name, text),
    )
    found.warnings = [each.replace(": ", ": warning: ", 1) for each in remarks]
    return found


def _at(document: Document, *where: str) -> str:
    """File, line and key."""
    return f"{document.name}:{document.line(*where)}: {'.'.join(where)}"


def _levels(vendor: Vendor, document: Document, known: Known) -> Iterator[str]:
    for rule, override in vendor.levels.items():
        own = known.rules.get(rule)
        if own is None:
            near = get_close_matches(rule, known.rules, 1, 0.5)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield f"{_at(document, 'levels', rule)}: no such rule{hint}"
        elif _WEIGHT.index(override.level) < _WEIGHT.index(own):
            less = f"{_at(document, 'levels', rule)}: {override.level} is less than the rule's own {own}: "
            if rule in UNUSABLE:
                yield f"{less}without effect, for such a record cannot be used at all"
            elif override.until is None:
                yield f"{less}say until when (until: 2027-03-31)"


def _collection(vendor: Vendor, document: Document, owners: Mapping[str, set[str]]) -> Iterator[str]:
    for other in sorted(owners[vendor.collection] - {vendor.id})[:1]:
        yield f"{_at(document, 'collections', 'default')}: {vendor.collection!r} is already that of {other}"


def _prefixes(
    vendor: Vendor, document: Document, owners: Mapping[str, set[str]], identifiers: Iterable[IdentifierType]
) -> Iterator[str]:
    """A prefix of 035 means one source and is written in one way, of vendors as of what identifier_types.csv has."""
    registered = [each for each in identifiers if each.source and each.place.tag == "035"]
    for other in sorted(owners[vendor.source.casefold()] - {vendor.id})[:1]:
        yield f"{_at(document, 'source')}: {vendor.source!r} is already the prefix of {other}"
    lookup = ("normalise", "lookups", "identifier")
    told = vendor.normalise.lookups.identifier.items()
    for where, code in ((("source",), vendor.source), *(((*lookup, name), code) for name, code in told)):
        kind = next((each for each in registered if _is_prefix(code, each)), None)
        if kind is not None and code != kind.source:
            yield f"{_at(document, *where)}: {code!r} is registered as {kind.source!r} ({kind.label}): write it so"


def _is_prefix(code: str, kind: IdentifierType) -> bool:
    """True for the prefix of a type, however it is written, and for those that it had before: FIN01 of Melinda."""
    return code.casefold() in {each.casefold() for each in (kind.source, *kind.also)}


def _expired(vendor: Vendor, document: Document, today: date) -> Iterator[str]:
    for rule, override in vendor.levels.items():
        if override.until is not None and override.until < today:
            yield f"{_at(document, 'levels', rule, 'until')}: expired on {override.until}: the rule's own level counts"


def _connection(vendor: Vendor, document: Document, connect: Connect) -> Iterator[str]:
    try:
        connect(vendor.fetch.connection)
    except ConfigError as error:
        yield f"{_at(document, 'fetch', 'connection')}: {error}"


def _without_effect(vendor: Vendor, document: Document) -> Iterator[str]:
    """Keys that only ONIX has a use for, in a file of another format."""
    if vendor.format.kind == "onix":
        return
    for first, *rest in _ONIX_ONLY:
        value = document.content.get(first)
        for key in rest:
            value = value.get(key) if isinstance(value, dict) else None
        if value:
            yield f"{_at(document, first, *rest)}: has no effect: only ONIX is asked for it"
    for switch in sorted(vendor.switches.model_fields_set - _OF_ALL):
        yield f"{_at(document, 'switches', switch)}: has no effect: only ONIX is asked for it"


def _never_reached(vendor: Vendor, document: Document) -> Iterator[str]:
    """What is said about fields that `drop` leaves out before."""
    normalise = vendor.normalise
    removed = [("remove", each.field) for each in normalise.remove]
    for key, tag in (*removed, *(("change", each.field) for each in normalise.change)):
        by = next((spec for spec in normalise.drop if _is_of(tag, spec)), "")
        if by:
            yield f"{_at(document, 'normalise', key)}: {tag} has no effect: drop leaves {by} out"


def _is_of(tag: str, spec: str) -> bool:
    return all(wanted in ("X", got) for wanted, got in zip(spec, tag, strict=True))


def _lookups(vendor: Vendor, document: Document, load: Callable[[], Tables | None] | None) -> Iterator[str]:
    """Codes that MARC 21 has not, and concepts that our vocabularies do not know: they change nothing."""
    told = vendor.normalise.lookups
    tables = load() if load is not None and told.told() else None
    if tables is None:
        return
    lists = (
        ("language", told.language, tables.languages, "a language of MARC 21"),
        ("country", told.country, tables.marc_countries, "a country of MARC 21"),
        ("relator", told.relator, tables.cataloguing.roles.codes, "a relator of MARC 21"),
    )
    for name, values, known, what in lists:
        for key, code in values.items():
            if code not in known:
                near = get_close_matches(code, known, 1, 0.5)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                yield f"{_at(document, 'normalise', 'lookups', name, key)}: {code!r} is not {what}{hint}"
    for name, values in (("subject", told.subject), ("genre", told.genre), ("audience", told.audience)):
        for key, value in values.items():
            uris = (part.strip().rpartition(" ")[2] for part in value.split("|"))
            for uri in uris:
                if uri.startswith("http") and tables.vocabulary.concept(uri) is None:
                    yield f"{_at(document, 'normalise', 'lookups', name, key)}: our vocabularies do not know {uri}"


def _to_fill_in(name: str, text: str) -> Iterator[str]:
    lines = [str(number) for number, line in enumerate(text.splitlines(), 1) if FILL_IN in line]
    if lines:
        yield f"{name}:{lines[0]}: still to be filled in: line{'s' * (len(lines) > 1)} {', '.join(lines)}"
