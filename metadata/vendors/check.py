"""What `emat vendors check` says of vendor files beyond their model: rules, collections, connections, dead keys.

A fault makes a file wrong; a warning is something that a person may want to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from metadata.connections import Connect
from metadata.errors import ConfigError
from metadata.tally import UNREADABLE
from metadata.vendors import Vendor, load_vendor
from metadata.yaml_files import Document, read_document
from transforms.record import Level

FILL_IN = "← fill in"  # mark of a draft behind what nobody but a person can know
UNUSABLE = UNREADABLE | {"S04", "O02"}  # a record that cannot be read, or not be traced, is withheld whatever its level
_WEIGHT = (Level.INFO, Level.WARNING, Level.ERROR, Level.FATAL)
_ONIX_ONLY = (("sender",), ("switches",), ("select", "territory"), ("normalise", "lookups"))


class Known(NamedTuple):
    """What vendor files are held against."""

    rules: Mapping[str, Level]  # the rules' own levels, by id
    connect: Connect
    today: date


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
    every = sorted(folder.glob("*.yml"))
    paths = [Path(name) if name.endswith(".yml") else folder / f"{name}.yml" for name in names]
    for path in paths:
        if not path.is_file():
            there = ", ".join(each.stem for each in every) or "none"
            raise ConfigError(f"there is no vendor file {path.stem}; there are {there}")
    return paths or every


def check_files(paths: Iterable[Path], every: Iterable[Path], known: Known) -> list[Checked]:
    """Check each of the files; `every` are all vendor files, among which a collection is one vendor's only."""
    owners = _owners([*every, *paths])
    return [_checked(path, owners, known) for path in paths]


def _owners(paths: Iterable[Path]) -> Mapping[str, set[str]]:
    """The names of the vendors by collection; files that are refused own nothing."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        try:
            owners[load_vendor(path).collection].add(path.stem)
        except ConfigError:
            continue
    return owners


def _checked(path: Path, owners: Mapping[str, set[str]], known: Known) -> Checked:
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
        *_collection(vendor, document, owners),
    ]
    remarks = (
        *_connection(vendor, document, known.connect),
        *_without_effect(vendor, document),
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


def _to_fill_in(name: str, text: str) -> Iterator[str]:
    lines = [str(number) for number, line in enumerate(text.splitlines(), 1) if FILL_IN in line]
    if lines:
        yield f"{name}:{lines[0]}: still to be filled in: line{'s' * (len(lines) > 1)} {', '.join(lines)}"
