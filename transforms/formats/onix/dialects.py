"""The tables that turn other ONIX into 3.0 with reference names, and name code lists; read when one is first needed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from transforms.record import Issue
from transforms.yaml_text import read_yaml

UNKNOWN = "O06"  # a code that is in no list
Template = Mapping[str, Any]


class Release21(NamedTuple):
    """schemas/onix/onix21.yml, where its sections are explained."""

    places: Mapping[str, tuple[str, Template | None]]  # element of 2.1 → block of 3.0, and what it becomes there
    renamed: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    products: frozenset[str]


class Dialects:
    """The tables of one folder; a feed with reference names of release 3 needs none of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def short(self) -> Mapping[str, str]:
        """Short tag → reference name, of all releases; raises OSError when the table is missing."""
        with (self._folder / "short_tags.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return MappingProxyType({row["short"]: row["reference"] for row in csv.DictReader(lines)})

    @cached_property
    def lists(self) -> Mapping[str, str]:
        """Reference name of an element → the number of the code list that it is of; raises as `short`."""
        with (self._folder / "code_lists.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)
            return MappingProxyType({row["element"]: row["list"] for row in csv.DictReader(lines)})

    def naming_lists(self, issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
        """The issues; each of a code that is in no list (O06) with the list by EDItEUR's name."""
        return tuple(each._replace(args=self._list_of(each.path)) if each.rule == UNKNOWN else each for each in issues)

    def _list_of(self, path: str) -> tuple[tuple[str, str], ...]:
        name = path.rpartition("/")[2]
        number = self.lists.get(name) or self.lists.get(self.short.get(name, ""))
        return (("list", f"[List {number}]"),) if number else ()

    @cached_property
    def release21(self) -> Release21:
        """What the elements of a 2.1 product become; raises OSError when the table is missing."""
        content = read_yaml((self._folder / "onix21.yml").read_text("utf-8"))
        places = {
            name: (block, template) for block, rows in content["blocks"].items() for name, template in rows.items()
        }
        return Release21(places, content["renamed"], content["codes"], frozenset(content["products"]))
