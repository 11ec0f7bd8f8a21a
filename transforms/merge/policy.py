"""schemas/merge.yml as frozen values."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from transforms.match.policy import MatchPolicy

LINKS = "links"  # the part of merge.yml about titles that link each other
OTHER = "other"  # the form of which nothing more is known


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """Which fields come from one record, which from all."""

    version: str
    groups: tuple[tuple[str, ...], ...]
    union: Mapping[str, str]
    controlled: tuple[str, ...]
    chosen: frozenset[str] = frozenset()  # tags of groups and union: everything else is the base's


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """By what titles are linked that are one work in several forms, and how the links are written."""

    match: MatchPolicy  # its vetoes are those that part two forms of a work; a number that it stops links nothing
    max_titles: int  # a number of more titles than this links nothing
    headings: Mapping[str, Mapping[str, str]]  # form → language of cataloguing → $i
    isil: str  # our agency, before the control number in $w

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


def load_merge_policy(schemas: Path) -> MergePolicy:
    """Read merge.yml; ValueError names a key that is missing or unknown."""
    content = _content(schemas)
    return MergePolicy(
        version=str(content["version"]),
        groups=tuple(map(tuple, content["groups"])),
        union=content["union"],
        controlled=tuple(content["controlled"]),
        chosen=frozenset({tag for group in content["groups"] for tag in group} | content["union"].keys()),
    )


def load_link_policy(schemas: Path, match: MatchPolicy, isil: str) -> LinkPolicy:
    """Read `links` of merge.yml and what it goes by; ValueError names a key that is missing or unknown."""
    links = _content(schemas)[LINKS]
    if set(links) != {"vetoes", "max_titles"}:
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
    )


def _content(schemas: Path) -> dict[str, Any]:
    content = yaml.safe_load((schemas / "merge.yml").read_text("utf-8"))
    expected = {each.name for each in fields(MergePolicy)} - {"chosen"} | {LINKS}
    if set(content) != expected:
        raise ValueError(f"merge.yml: keys differ from the expected ones: {sorted(set(content) ^ expected)}")
    return dict(content)


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table behind its comment line and header."""
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        return list(csv.DictReader(lines))
