"""Exceptions in force: rules let pass for a record (suppress.yml, decisions), fields that people set, vendors' levels.

What runs out is never forgotten: it is told (R01, `emat status`) until somebody takes it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, StringConstraints
from sqlalchemy import Connection

from metadata.links import split_label
from metadata.mint import normalise_id
from metadata.store import choices
from metadata.vendors import Vendor, load_vendor
from metadata.vendors.values import Day, RuleId
from metadata.yaml_files import Document, Strict, load_apart
from transforms.exceptions import NONE, Edit, Excepted, Exceptions
from transforms.record import Field as MarcField
from transforms.refine import House

FILE = "suppress.yml"
_IN_FORCE = "%y%m%d"  # as Profile.entered is written

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _subject(text: str) -> str:
    """A "vendor:id" as it is, a title id in its one form."""
    if all(split_label(text)):
        return text
    if title := normalise_id(text):
        return title
    raise ValueError(f"{text!r} is neither vendor:vendor-id nor the id of a title")


class Suppression(Strict):
    """One rule that is let pass for one record or title."""

    rule: RuleId
    record: Annotated[str, AfterValidator(_subject)]
    until: Day
    reason: Text
    who: Text


class _File(Strict):
    """schemas/suppress.yml."""

    suppress: tuple[Suppression, ...] = ()


class Standing(NamedTuple):
    """A suppression wherever it was written, as it stands on a day."""

    subject: str  # "vendor:id" or the id of a title
    rule: str
    until: date
    reason: str
    who: str
    source: str  # "suppress.yml" or "decision 12"
    expired: bool


def load_suppressions(schemas: Path) -> tuple[Suppression, ...]:
    """The entries of schemas/suppress.yml that can be read; none where there is no such file.

    A wrong one lets nothing pass, and costs only itself: `wrong_suppressions` tells it.
    """
    return tuple(each.entry for each in _read(schemas).entries)


def wrong_suppressions(schemas: Path, rules: Collection[str] | None = None) -> list[str]:
    """What is wrong in schemas/suppress.yml, with line and nearest valid key; also a rule that is not among `rules`."""
    read = _read(schemas)
    unknown = [each for each in read.entries if rules is not None and each.entry.rule not in rules]
    return [*read.faults, *(f"{each.at('rule')}: {_no_rule(each.entry.rule, rules)}" for each in unknown)]


def faults_of(schemas: Path, rules: Collection[str], today: date) -> list[str]:
    """What `emat vendors check` says of schemas/suppress.yml, a line each; also what has run out."""
    vendors = [each.stem for each in (schemas / "vendors").glob("*.yml")]
    told = wrong_suppressions(schemas, rules)
    for each in _read(schemas).entries:
        entry = each.entry
        vendor = split_label(entry.record)[0] if ":" in entry.record else ""
        if vendor and vendors and vendor not in vendors:
            told.append(f"{each.at('record')}: no such vendor: {vendor}{_near(vendor, vendors)}")
        if entry.until < today:
            told.append(f"{each.at('until')}: {entry.rule} for {entry.record} expired on {entry.until}")
    return told


class _Written(NamedTuple):
    """An entry, and where it stands."""

    entry: Suppression
    document: Document
    number: int

    def at(self, key: str) -> str:
        """File and line of one of its keys."""
        return f"{FILE}:{self.document.line('suppress', self.number, key)}"


class _Read(NamedTuple):
    """What can be read of the file, and what is wrong with the rest."""

    entries: tuple[_Written, ...] = ()
    faults: tuple[str, ...] = ()


def _read(schemas: Path) -> _Read:
    path = schemas / FILE
    try:
        return _as_written(path, path.read_bytes()) if path.is_file() else _Read()
    except OSError as error:
        return _Read(faults=(f"{FILE}: cannot be read: {error}",))


@lru_cache(maxsize=4)  # every stage of a night asks again
def _as_written(path: Path, content: bytes) -> _Read:
    """The file with this content."""
    pieces, faults = load_apart(path, _File, "suppress")
    entries = (_Written(each, of, number) for made, of in pieces for number, each in enumerate(made.suppress))
    return _Read(tuple(entries), tuple(faults))


def _no_rule(rule: str, rules: Collection[str] | None) -> str:
    return f"no such rule: {rule}{_near(rule, rules or ())}"


def _near(name: str, names: Collection[str]) -> str:
    near = get_close_matches(name, list(names), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def suppressions_on(
    entered: str, entries: Iterable[Suppression], decided: Iterable[choices.Choice] = ()
) -> list[Standing]:
    """All suppressions as they stand on a day, given as yymmdd; of several on one record and rule the longest."""
    found = [Standing(each.record, each.rule, each.until, each.reason, each.who, FILE, False) for each in entries]
    for each in decided:
        until = date.fromisoformat(each.value["until"]) if "until" in each.value else date.max  # a release has no end
        found.append(
            Standing(each.subject, each.value["rule"], until, each.reason, each.actor, f"decision {each.id}", False)
        )
    longest = {(each.subject, each.rule): each for each in sorted(found, key=lambda each: each.until)}
    return [each._replace(expired=not holds(each.until, entered)) for _, each in sorted(longest.items())]


def holds(until: date, entered: str) -> bool:
    """True up to the end of the last day; on no day ("000000") always."""
    return entered <= until.strftime(_IN_FORCE)


def with_exceptions(house: House, schemas: Path, connection: Connection | None = None) -> House:
    """The house with what is decided about its vendor's records, in the file and (with a store) by people."""
    entries = load_suppressions(schemas)
    vendor, entered = house.profile.vendor, house.profile.entered
    own = [each for each in entries if split_label(each.record)[0] == vendor]
    decided = choices.listed(connection, kinds=choices.ABOUT_RECORDS, vendor=vendor) if connection is not None else []
    chosen = chosen_headings(decided)
    found = _exceptions(entered, own, [each for each in decided if each.kind != "heading"])
    for vendor_id in chosen.keys() - {""}:
        found[vendor_id] = found.get(vendor_id, NONE)._replace(chosen=chosen[vendor_id])
    return replace(house, exceptions=found, chosen=chosen.get("", {}))


def chosen_headings(decided: Iterable[choices.Choice]) -> dict[str, dict[str, str]]:
    """The headings that people decided, of all kinds of decisions: vendor's id, "" for all of its records → key → URI.

    Of several decisions on one heading the latest counts.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for each in decided:
        if each.kind == "heading":
            found[split_label(each.subject)[1]][each.value["heading"]] = each.value["uri"]
    return dict(found)


def of_titles(schemas: Path, entered: str) -> Exceptions:
    """What is let pass for merged titles, by title id: what rules say of the records in them is not meant."""
    entries = [each for each in load_suppressions(schemas) if ":" not in each.record]
    return _exceptions(entered, entries, (), whole=True)


def _exceptions(
    entered: str, entries: Iterable[Suppression], decided: Iterable[choices.Choice], whole: bool = False
) -> dict[str, Excepted]:
    decided = list(decided)
    let_pass = [each for each in decided if each.kind != "edit" and not each.value.get("sha256")]
    edits = [each for each in decided if each.kind == "edit"]
    found: defaultdict[str, Excepted] = defaultdict(Excepted)
    for each in suppressions_on(entered, entries, let_pass):
        key = each.subject if whole else split_label(each.subject)[1]
        old = found[key]
        if each.expired:
            found[key] = old._replace(expired=(*old.expired, (each.rule, each.until.isoformat())))
        else:
            found[key] = old._replace(suppressed=old.suppressed | {each.rule})
    for choice in edits:
        key = split_label(choice.subject)[1]
        found[key] = found[key]._replace(edits=(*found[key].edits, edit_of(choice.value)))
    for choice in (each for each in decided if each.value.get("sha256")):  # one of several contents, not the rule
        key = split_label(choice.subject)[1]
        found[key] = found[key]._replace(released=found[key].released | {choice.value["sha256"]})
    return dict(found)


def edit_of(value: Mapping[str, Any]) -> Edit:
    """The edit that a decision holds."""
    return Edit(value["tag"], value["before"], value["after"], value["others"], value.get("late", False))


def set_by_people(connection: Connection, labels: Iterable[str]) -> dict[str, frozenset[MarcField]]:
    """The fields that people set, by record ("vendor:id"): what is merged of it keeps them as they are."""
    found: defaultdict[str, set[MarcField]] = defaultdict(set)
    for each in choices.listed(connection, kinds=("edit",), subjects=labels):
        if each.value["after"]:
            found[each.subject].add(MarcField(each.value["tag"], each.value["after"]))
    return {label: frozenset(fields) for label, fields in found.items()}


def stand_on(schemas: Path, vendor_id: str, entered: str) -> str:
    """The levels of a vendor and the file's suppressions as they stand on a day: a text that changes with them.

    Decisions are left out: they mark the records that they are about.
    """
    levels = load_vendor(schemas / "vendors" / f"{vendor_id}.yml").levels_on(entered)
    entries = [each for each in load_suppressions(schemas) if split_label(each.record)[0] == vendor_id]
    standing = [(each.subject, each.rule, each.until, each.expired) for each in suppressions_on(entered, entries)]
    return repr((sorted(levels.items()), standing))


def standing(schemas: Path, entered: str, connection: Connection) -> list[Standing]:
    """Every suppression, of the file and of people, as it stands on a day."""
    return suppressions_on(
        entered, load_suppressions(schemas), choices.listed(connection, kinds=("suppress", "release"))
    )


def warnings_of(vendor: Vendor, schemas: Path, entered: str, connection: Connection) -> list[str]:
    """What has run out of a vendor's levels and of its records' suppressions, a line each."""
    levels = [
        f"levels.{each['rule']} expired on {each['until']}: the rule's own level counts"
        for each in levels_of(vendor, entered)
        if each["expired"]
    ]
    gone = [
        f"{each.rule} was suppressed for {each.subject} until {each.until} ({each.source}): it counts again"
        for each in standing(schemas, entered, connection)
        if each.expired and split_label(each.subject)[0] == vendor.id
    ]
    return levels + gone


def levels_of(vendor: Vendor, entered: str) -> list[dict[str, Any]]:
    """A vendor's own levels, in plain values, with what has run out by a day."""
    return [
        {
            "vendor": vendor.id,
            "rule": rule,
            "level": str(each.level),
            "until": each.until.isoformat() if each.until else "",
            "reason": each.reason,
            "expired": each.until is not None and not holds(each.until, entered),
        }
        for rule, each in sorted(vendor.levels.items())
    ]
