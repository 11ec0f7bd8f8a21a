"""schemas/scores.yml as a frozen value, compiled so that a record's scores cost a few operations on whole numbers.

Every element has a bit. The words of a record (its tags and facts) make two masks: what it has, and what applies to it.
Elements that may be there in part (SHARES) stand apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from transforms.media import Media
from transforms.score.elements import Elements
from transforms.score.shares import Shares
from transforms.score.signs import Signs
from transforms.score.weighing import Weighing, Weights
from transforms.tables import Tables
from transforms.yaml_text import read_yaml

KEYS = frozenset(
    (
        *("version", "not_for", "only_with"),
        *("consortium", "title_rules", "uris_wanted", "form", "penalty"),
        *("completeness", "thompson_traill", "shelf_ready"),
    )
)

CATEGORY_KEYS = frozenset(("name", "weight", "selectors", "any", "not_for", "only_for", "only_with", "optional"))


class Dimension(NamedTuple):
    """One dimension of the consortium score."""

    name: str
    weight: float
    mask: int  # of the elements that are there or not
    elements: tuple[tuple[str, int], ...]  # these, with their bits
    shares: tuple[int, ...]  # elements that may be there in part, by their place in Shares


class Group(NamedTuple):
    """One group of completeness."""

    name: str
    mask: int
    elements: tuple[tuple[str, int], ...]


class Category(NamedTuple):
    """One category of SR-FI."""

    name: str
    weight: float
    mask: int  # of its selectors
    selectors: int  # how many


class Points(NamedTuple):
    """What TT-FI counts."""

    counted: Mapping[str, str]  # tag → the row in which its fields are counted
    elements: tuple[tuple[str, int], ...]  # row and mask: a point for each element
    mask: int  # of all these
    vocabularies: tuple[str, ...]  # of subject headings
    cap: int  # headings of one vocabulary that count
    others: int  # headings of all others that count


@dataclass(frozen=True, eq=False, slots=True)
class Measures:
    """All that a score needs besides the record, its media and its issues."""

    version: str
    elements: Elements
    shares_not_asked: Mapping[str, Set[int]]  # media → shares that do not apply where they are 0
    uris_wanted: int
    weighing: Weighing
    dimensions: tuple[Dimension, ...]
    dimensions_mask: int  # of all dimensions
    weights: Mapping[str, float]  # of the dimensions
    completeness: tuple[Group, ...]
    completeness_mask: int  # of all groups
    points: Points
    categories: tuple[Category, ...]
    categories_mask: int  # of all categories
    countries: Set[str]  # MARC country codes, not padded
    languages: Set[str]  # MARC language codes
    print_words: Set[str]  # 020 $q of printed books
    years: Set[str]  # that TT-FI believes in 008: 1450 … next year

    @classmethod
    def load(cls, schemas: Path, tables: Tables, this_year: int) -> Measures:
        """Read scores.yml; dates may be up to the year after `this_year`, that of the run.

        ValueError names a key or an element that is missing or unknown.
        """
        content = read_yaml((schemas / "scores.yml").read_text("utf-8"))
        if set(content) != KEYS:
            raise ValueError(f"scores.yml: keys differ from the expected ones: {sorted(set(content) ^ KEYS)}")
        elements = Elements(content["not_for"], content["only_with"])
        dimensions = tuple(_dimension(name, row, elements) for name, row in content["consortium"].items())
        groups = tuple(_group(name, row, elements) for name, row in content["completeness"].items())
        categories = tuple(_category(row, elements) for row in content["shelf_ready"])
        points, earliest = _points(content["thompson_traill"], elements), content["thompson_traill"]["earliest"]
        return cls(
            version=str(content["version"]),
            elements=elements,
            shares_not_asked=_not_asked(content["not_for"]),
            uris_wanted=int(content["uris_wanted"]),
            weighing=_weighing(content),
            dimensions=dimensions,
            dimensions_mask=sum(each.mask for each in dimensions),
            weights={each.name: each.weight for each in dimensions},
            completeness=groups,
            completeness_mask=sum(each.mask for each in groups),
            points=points,
            categories=categories,
            categories_mask=sum(each.mask for each in categories),
            countries=frozenset(tables.marc_countries),
            languages=frozenset(tables.languages),
            print_words=frozenset(word for word, kind in tables.isbn_qualifiers.items() if kind == "print"),
            years=frozenset(map(str, range(earliest, this_year + 2))),
        )

    @property
    def share_names(self) -> tuple[str, ...]:
        """The names of the elements that may be there in part."""
        return Shares._fields

    def masks(self, signs: Signs) -> tuple[int, int]:
        """What the record has of all elements, and what applies to it."""
        return self.elements.masks(signs.words, signs.media)


def _points(row: Mapping[str, Any], elements: Elements) -> Points:
    masks = tuple((name, sum(map(elements.add_only, those))) for name, those in row["elements"].items())
    return Points(
        {tag: name for name, tags in row["counted"].items() for tag in tags},
        masks,
        sum(mask for _, mask in masks),
        tuple(row["vocabularies"]),
        int(row["cap"]),
        int(row["others"]),
    )


def _weighing(content: Mapping[str, Any]) -> Weighing:
    form, penalty = content["form"], content["penalty"]
    return Weighing(
        Weights(form["error"], form["warning"], form["full"]),
        Weights(penalty["error"], penalty["warning"], penalty["most"]),
        tuple(form["groups"]),
        frozenset(content["title_rules"]),
    )


def _dimension(name: str, row: Mapping[str, Any], elements: Elements) -> Dimension:
    shares = tuple(Shares._fields.index(each) for each in row["elements"] if each in Shares._fields)
    bits = tuple((each, elements.add(each)) for each in row["elements"] if each not in Shares._fields)
    return Dimension(name, float(row["weight"]), sum(bit for _, bit in bits), bits, shares)


def _not_asked(not_for: Mapping[str, list[str]]) -> dict[str, Set[int]]:
    places = list(enumerate(Shares._fields))
    return {
        media: frozenset(place for place, name in places if media in not_for.get(name, ())) for media in map(str, Media)
    }


def _group(name: str, names: list[str], elements: Elements) -> Group:
    bits = tuple((each, elements.add(each)) for each in names)
    return Group(name, sum(bit for _, bit in bits), bits)


def _category(row: Mapping[str, Any], elements: Elements) -> Category:
    """A category whose selectors are one of several has one bit for all of them."""
    unknown = row.keys() - CATEGORY_KEYS
    if unknown:
        raise ValueError(f"scores.yml: {row.get('name')}: unknown keys: {sorted(unknown)}")
    condition = {key: value for key, value in row.items() if key not in ("name", "weight", "selectors", "any")}
    names = row.get("selectors") or ["|".join(row["any"])]
    mask = sum(elements.add_only(each, **condition) for each in names)
    return Category(row["name"], float(row["weight"]), mask, len(names))
