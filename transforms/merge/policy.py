"""schemas/merge.yml as frozen values."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from transforms.match.policy import MatchPolicy
from transforms.merge.computed import COMPUTED
from transforms.merge.groups import Group, Words
from transforms.merge.provenance import bare
from transforms.merge.strategies import STRATEGIES
from transforms.record import SUBFIELD, Record
from transforms.tables import Tables
from transforms.yaml_text import read_yaml

LINKS = "links"  # the part of merge.yml about titles that link each other
OTHER = "other"  # the form of which nothing more is known
PRINT = "print"
OF_LRM = {"W": "98", "E": "99"}  # code list 164: manifestation of an LRM work, of an LRM expression


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """In which order the source records of a title are heard, and by which strategy each field is made of theirs."""

    version: str
    behind_rules: frozenset[str]  # a record with such an open finding comes behind the others
    behind_levels: frozenset[str]
    best_level: str  # LDR/17, the best first
    computed: tuple[str, ...]  # steps of transforms/merge/computed.py, in order
    single: frozenset[str]  # tags of which a record has one field at most
    strategies: Mapping[str, Words] = field(repr=False)
    reasons: Mapping[str, Words] = field(repr=False)  # why a field was left out
    makers: Mapping[str, Words] = field(repr=False)  # what else than a group makes fields
    groups: tuple[Group, ...] = field(repr=False)
    printed: frozenset[str]  # $i of 776 of a printed book, in lower case
    dropped_codes: str  # subfields that are dropped from all fields
    dropped_mark: re.Pattern[str]  # finds one of these in a field
    tables: Tables = field(repr=False)  # with what coded fields are computed
    _places: dict[str, int] = field(default_factory=dict, compare=False, repr=False)  # tag → group, as they are met

    def place_of(self, tag: str) -> int:
        """The place of the group that makes the fields of a tag: one that names it goes before one for its class."""
        found = self._places.get(tag)
        if found is None:
            named = (place for place, each in enumerate(self.groups) if tag in each.tags)
            by_class = (
                place
                for place, each in enumerate(self.groups)
                if any(spec.endswith("X") and tag.startswith(spec.rstrip("X")) for spec in each.tags)
            )
            found = self._places[tag] = next(named, -1)
            if found < 0:
                found = self._places[tag] = next(by_class)
        return found

    def drops_of(self, record: Record) -> bool:
        """True for a record with a field, or a subfield, that has no place in a shared record."""
        if any(self.groups[place].strategy == "dropped" for place in {self.place_of(tag) for tag, _ in record.fields}):
            return True
        return self.dropped_mark.search("".join([value for _, value in record.fields])) is not None

    def words_of(self, strategy: str, rule: str, language: str) -> tuple[str, str]:
        """A strategy and a rule in words of a language (fi, sv or en); names that are none of ours stay."""
        words = next((each.words for each in self.groups if each.name == rule), self.makers.get(rule, {}))
        return self.strategies.get(strategy, {}).get(language, strategy), words.get(language, rule)

    def reason_of(self, why: str, language: str) -> str:
        """Why a field was left out, in words of a language."""
        return self.reasons.get(why, {}).get(language, why)


@dataclass(frozen=True, slots=True)
class WorkLinks:
    """How a title tells its work and expression in 758, if it does."""

    address: str = ""  # of our works and expressions, before "works/…"; "": no 758 is made
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)  # level → language → $i
    relationships: Mapping[str, str] = field(default_factory=dict, repr=False)  # level → $4


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """By what titles are linked that are one work in several forms, and how the links are written."""

    match: MatchPolicy  # its vetoes are those that part two forms of a work; a number that it stops links nothing
    max_titles: int  # a number of more titles than this links nothing
    headings: Mapping[str, Mapping[str, str]]  # form → language of cataloguing → $i
    isil: str  # our agency, before the control number in $w
    max_of_work: int  # titles of a work that are linked by it; of a larger one only those that numbers link
    works: WorkLinks

    @property
    def prefix(self) -> str:
        """What stands in $w before the id of a title."""
        return f"({self.isil})"

    def heading(self, form: str, language: str) -> str:
        """$i for a form, in a language of cataloguing."""
        return self.headings.get(form, self.headings[OTHER])[language]

    def form_of(self, heading: str) -> str:
        """The form that a wording of ours means, in either language; "" for another wording."""
        return next((form for form, words in self.headings.items() if heading in words.values()), "")


def load_merge_policy(schemas: Path, tables: Tables | None = None) -> MergePolicy:
    """Read merge.yml; ValueError names a key, strategy or language that is missing or unknown.

    `tables` are read from the same folder when they are not given.
    """
    content = _content(schemas)
    strategies = {name: _words(name, told) for name, told in content["strategies"].items()}
    groups = tuple(_group(each) for each in content["groups"])
    reasons = {name: _words(name, told) for name, told in content["reasons"].items()}
    if unknown := set(content["computed"]) - COMPUTED.keys():
        raise ValueError(f"merge.yml: computed: no step {sorted(unknown)}")
    if missing := {each.strategy for each in groups} - strategies.keys():
        raise ValueError(f"merge.yml: strategies: no words for {sorted(missing)}")
    if not any("XXX" in each.tags for each in groups):
        raise ValueError("merge.yml: groups: none for all other fields (XXX)")
    codes = "".join(each.codes for each in groups)
    return MergePolicy(
        version=str(content["version"]),
        behind_rules=frozenset(content["behind"]["rules"]),
        behind_levels=frozenset(content["behind"]["levels"]),
        best_level=content["leader"]["best"],
        computed=tuple(content["computed"]),
        single=frozenset(content["single"]),
        strategies=MappingProxyType(strategies),
        reasons=MappingProxyType(reasons),
        makers=MappingProxyType({name: _words(name, told) for name, told in content["makers"].items()}),
        groups=groups,
        dropped_codes=codes,
        dropped_mark=re.compile(f"{SUBFIELD}[{re.escape(codes)}]" if codes else "(?!)"),
        printed=frozenset(
            row[language].casefold()
            for row in _rows(schemas / "codes" / "other_forms.csv")
            if row["form"] == PRINT
            for language in ("fin", "swe")
        ),
        tables=tables or Tables.load(schemas),
    )


def _group(content: dict[str, Any]) -> Group:
    """One entry of `groups`."""
    if unknown := set(content) - {each.name for each in fields(Group)}:
        raise ValueError(f"merge.yml: groups: {content.get('name')}: unknown keys {sorted(unknown)}")
    if content["strategy"] not in STRATEGIES:
        raise ValueError(f"merge.yml: groups: {content['name']}: no strategy {content['strategy']!r}")
    stretches = {kind: tuple(map(_stretch, told)) for kind, told in content.get("positions", {}).items()}
    made = {
        "tags": tuple(content["tags"]),
        "words": _words(content["name"], content["words"]),
        "keys": MappingProxyType(content.get("keys", {})),
        "positions": MappingProxyType(stretches),
        "controlled": frozenset(content.get("controlled", ())),
        "stopped": frozenset(bare(each) for each in content.get("stopped", ())),
    }
    return Group(**{**content, **made})


def _words(name: str, told: Mapping[str, str]) -> Words:
    if set(told) != {"fi", "sv", "en"}:
        raise ValueError(f"merge.yml: {name}: words in fi, sv and en, not {sorted(told)}")
    return MappingProxyType(dict(told))


def _stretch(text: str) -> slice:
    """ "15-17" as the positions it means, "22" as one."""
    first, _, last = text.partition("-")
    return slice(int(first), int(last or first) + 1)


def load_link_policy(schemas: Path, match: MatchPolicy, isil: str, address: str = "") -> LinkPolicy:
    """Read `links` of merge.yml and what it goes by; ValueError names a key that is missing or unknown.

    `address`: what the URIs of our works and expressions begin with, "https://…/"; without one they get no 758.
    """
    links = _content(schemas)[LINKS]
    if set(links) != {"vetoes", "max_titles", "max_of_work"}:
        raise ValueError(f"merge.yml: links: keys differ from the expected ones: {sorted(links)}")
    return LinkPolicy(
        match=replace(match, vetoes=tuple(links["vetoes"])),
        max_titles=int(links["max_titles"]),
        headings=MappingProxyType(
            {
                row["form"]: MappingProxyType({"fin": row["fin"], "swe": row["swe"]})
                for row in _rows(schemas / "codes" / "other_forms.csv")
            }
        ),
        isil=isil,
        max_of_work=int(links["max_of_work"]),
        works=_work_links(schemas, address),
    )


def _work_links(schemas: Path, address: str) -> WorkLinks:
    """The words and relationships of 758 are those of ONIX code list 164."""
    rows = {row["code"]: row for row in _rows(schemas / "codes" / "onix_list164_works.csv")}
    found = {level: rows[code] for level, code in OF_LRM.items()}
    return WorkLinks(
        address,
        MappingProxyType({level: {"fin": row["fin"], "swe": row["swe"]} for level, row in found.items()}),
        MappingProxyType({level: row["relationship"] for level, row in found.items()}),
    )


def _content(schemas: Path) -> dict[str, Any]:
    content = read_yaml((schemas / "merge.yml").read_text("utf-8"))
    expected = {"version", "behind", "leader", "computed", "single", "strategies", "reasons", "makers", "groups", LINKS}
    if set(content) != expected:
        raise ValueError(f"merge.yml: keys differ from the expected ones: {sorted(set(content) ^ expected)}")
    return dict(content)


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table behind its comment line and header."""
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        return list(csv.DictReader(lines))
