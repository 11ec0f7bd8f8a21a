"""What the codes of ONIX mean for the house, as data: schemas/crosswalks, each file read when it is first needed.

The files explain their sections. Nothing here decides anything, and nothing ever changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from transforms.yaml_text import read_yaml


class FormUse(NamedTuple):
    """What is done with a product form: one of the two is told."""

    kind: str  # audio, electronic, video or parts
    refused: str  # the reason
    needs: str  # a key of `evidence`; "" for none


class Signs(NamedTuple):
    """Codes of a product that tell what it is; any one is enough."""

    details: tuple[str, ...] = ()  # beginnings of codes of list 175
    contents: frozenset[str] = frozenset()  # list 81
    elements: tuple[str, ...] = ()  # names under DescriptiveDetail
    subjects: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # scheme of list 27 → beginnings of codes
    genres: frozenset[str] = frozenset()  # URIs as subject codes

    def told_by(self, contents: Iterable[str], details: Iterable[str]) -> bool:
        """True if one of the content types or details is a sign."""
        if not self.contents.isdisjoint(contents):
            return True
        return bool(self.details) and any(each.startswith(self.details) for each in details)

    def told_by_subjects(self, subjects: Iterable[tuple[str, str]]) -> bool:
        """True if one of the subjects (scheme, code) is a sign."""
        if not (self.subjects or self.genres):
            return False
        return any(
            code.startswith(self.subjects[scheme]) if scheme in self.subjects else code in self.genres
            for scheme, code in subjects
        )


class Narrower(NamedTuple):
    """A row of media_forms.csv and what tells that it is meant."""

    case: str
    signs: Signs


class OnixForms(NamedTuple):
    """schemas/crosswalks/onix_forms.yml, where its sections are explained."""

    forms: Mapping[str, FormUse]
    otherwise: FormUse
    evidence: Mapping[str, Signs]
    compositions: Mapping[str, str]
    not_lent: frozenset[str]
    contents: Mapping[str, str]
    pictures: frozenset[str]
    known_contents: frozenset[str]  # all of list 81
    by_detail: tuple[tuple[str, str], ...]
    audio: tuple[Narrower, ...]
    video: tuple[Narrower, ...]
    daisy: str
    daisy_text: frozenset[str]
    daisy_cases: Mapping[str, str]
    narrower: Mapping[str, tuple[Narrower, ...]]
    beside: Mapping[str, Signs]
    technique: Mapping[str, Signs]
    illustrations: Mapping[str, frozenset[str]]
    illustrated: Mapping[str, str]
    issue_word: re.Pattern[str]  # finds one of the words with its number

    def use(self, form: str) -> FormUse:
        """What is done with a code of list 150."""
        return self.forms.get(form) or self.forms.get(form[:1]) or self.otherwise


class Verdict(NamedTuple):
    """What a notification makes of a product; a name of Outcome, and the reason unless it is a candidate."""

    outcome: str
    reason: str = ""
    rule: str = ""


class Told(NamedTuple):
    """Codes that are told with the record."""

    statuses: frozenset[str]  # lists 64 and 68
    availability: frozenset[str]  # list 65


class OnixGate(NamedTuple):
    """schemas/crosswalks/onix_gate.yml, where its sections are explained."""

    notifications: Mapping[str, Verdict]
    advance: frozenset[str]
    forthcoming: frozenset[str]
    cancelled: frozenset[str]
    held: Mapping[str, str]
    not_here: Mapping[str, str]
    withdrawn: Told
    unclear: Told
    known: Told
    for_sale: frozenset[str]
    not_for_sale: frozenset[str]
    unknown: frozenset[str]
    regions: Mapping[str, frozenset[str]]
    restrictions: Mapping[str, str]


class TitleType(NamedTuple):
    """Where the titles of one type go; "" for nowhere."""

    tag: str = ""
    indicators: str = ""  # of 246
    label: str = ""  # its $i, a key of the wording


class Units(NamedTuple):
    """Units of extents (list 24)."""

    pages: str
    seconds: Mapping[str, int]
    packed: Mapping[str, tuple[int, ...]]
    sizes: frozenset[str]
    known: frozenset[str]


class ExtentTypes(NamedTuple):
    """Types of extents (list 23)."""

    pages: tuple[str, ...]
    front: str
    running_times: tuple[str, ...]
    size: str
    known: frozenset[str]


class OnixDescriptions(NamedTuple):
    """schemas/crosswalks/onix_descriptions.yml, where its sections are explained."""

    titles: Mapping[str, TitleType]
    is_part: Callable[[str], re.Match[str] | None]
    collections: frozenset[str]
    sequences: tuple[str, ...]
    issn: tuple[str, ...]
    silent_editions: frozenset[str]
    complete_editions: frozenset[str]
    rights: Mapping[str, str]
    rights_words: Mapping[str, str]
    publishers: frozenset[str]
    texts: frozenset[str]
    levels: frozenset[str]
    events: Mapping[str, bool]
    extents: ExtentTypes
    units: Units


class OnixLists:
    """The files of a folder schemas/crosswalks. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def forms(self) -> OnixForms:
        """Product forms and media cases."""
        told = self._read("onix_forms")
        return OnixForms(
            forms=MappingProxyType({code: _use(**row) for code, row in told["forms"].items()}),
            otherwise=_use(refused=told["otherwise"]),
            evidence=MappingProxyType({name: _signs(row) for name, row in told["evidence"].items()}),
            compositions=MappingProxyType(told["compositions"]),
            not_lent=frozenset(told["not_lent"]),
            contents=MappingProxyType(told["contents"]),
            pictures=frozenset(told["pictures"]),
            known_contents=frozenset((*told["contents"], *told["not_lent"], *told["other_contents"])),
            by_detail=tuple((start, case) for start, case in told["by_detail"]),
            audio=_narrower(told["audio"]),
            video=_narrower(told["video"]),
            daisy=told["daisy"]["beginning"],
            daisy_text=frozenset(told["daisy"]["text"]),
            daisy_cases=MappingProxyType(told["daisy"]["cases"]),
            narrower=MappingProxyType({case: _narrower(rows) for case, rows in told["narrower"].items()}),
            beside=MappingProxyType({code: _signs(row) for code, row in told["beside"].items()}),
            technique=MappingProxyType({code: _signs(row) for code, row in told["technique"].items()}),
            illustrations=MappingProxyType({code: frozenset(row) for code, row in told["illustrations"].items()}),
            illustrated=MappingProxyType(told["illustrated"]),
            issue_word=re.compile(rf"\b(?:{'|'.join(map(re.escape, told['issue_words']))})\.? ?\d", re.IGNORECASE),
        )

    @cached_property
    def gate(self) -> OnixGate:
        """Which products become records."""
        told = self._read("onix_gate")
        rights = told["rights"]
        return OnixGate(
            notifications=MappingProxyType({code: Verdict(**row) for code, row in told["notifications"].items()}),
            advance=frozenset(told["advance"]),
            forthcoming=frozenset(told["forthcoming"]),
            cancelled=frozenset(told["cancelled"]),
            held=MappingProxyType(told["held"]),
            not_here=MappingProxyType(told["not_here"]),
            withdrawn=_told(told["withdrawn"]),
            unclear=_told(told["unclear"]),
            known=_told(told["known"]),
            for_sale=frozenset(rights["for_sale"]),
            not_for_sale=frozenset(rights["not_for_sale"]),
            unknown=frozenset(rights["unknown"]),
            regions=MappingProxyType({name: frozenset(countries) for name, countries in told["regions"].items()}),
            restrictions=MappingProxyType(told["restrictions"]),
        )

    @cached_property
    def descriptions(self) -> OnixDescriptions:
        """Titles, collections, editions and extents."""
        told = self._read("onix_descriptions")
        return OnixDescriptions(
            titles=MappingProxyType({code: TitleType(**row) for code, row in told["titles"].items()}),
            is_part=_part_of_title(told["part_words"]),
            collections=frozenset(told["collections"]),
            sequences=tuple(told["sequences"]),
            issn=tuple(told["issn"]),
            silent_editions=frozenset(told["editions"]["silent"]),
            complete_editions=frozenset(told["editions"]["complete"]),
            rights=MappingProxyType(told["rights"]),
            rights_words=MappingProxyType(told["rights_words"]),
            publishers=frozenset(told["publishers"]),
            texts=frozenset(told["texts"]),
            levels=frozenset(told["levels"]),
            events=MappingProxyType(told["events"]),
            extents=_extents(**told["extents"]),
            units=_units(**told["units"]),
        )

    def _read(self, name: str) -> dict[str, Any]:
        return dict(read_yaml((self._folder / f"{name}.yml").read_text("utf-8")))


def _told(row: Mapping[str, Iterable[str]]) -> Told:
    return Told(frozenset(row["statuses"]), frozenset(row["availability"]))


def _use(kind: str = "", refused: str = "", needs: str = "") -> FormUse:
    return FormUse(kind, refused, needs)


def _narrower(rows: Iterable[Mapping[str, Any]]) -> tuple[Narrower, ...]:
    return tuple(Narrower(row["case"], _signs(row)) for row in rows)


def _signs(row: Mapping[str, Any]) -> Signs:
    subjects = {scheme: tuple(codes) for scheme, codes in row.get("subjects", {}).items()}
    return Signs(
        tuple(row.get("details", ())),
        frozenset(row.get("contents", ())),
        tuple(row.get("elements", ())),
        MappingProxyType(subjects),
        frozenset(row.get("genres", ())),
    )


def _part_of_title(words: Iterable[str]) -> Callable[[str], re.Match[str] | None]:
    """Says whether a whole text is a word for a part and its number: "Osa 2", "Vol. III"."""
    return re.compile(rf"(?:{'|'.join(words)})\.? ?(?:[0-9]{{1,4}}|[ivx]{{1,6}})\.?", re.IGNORECASE).fullmatch


def _extents(pages: list[str], front: str, running_times: list[str], size: str, others: list[str]) -> ExtentTypes:
    known = frozenset([*pages, front, *running_times, size, *others])
    return ExtentTypes(tuple(pages), front, tuple(running_times), size, known)


def _units(
    pages: str, seconds: dict[str, int], packed: dict[str, list[int]], sizes: list[str], others: list[str]
) -> Units:
    known = frozenset([pages, *seconds, *packed, *sizes, *others])
    widths = {code: tuple(each) for code, each in packed.items()}
    return Units(pages, MappingProxyType(seconds), MappingProxyType(widths), frozenset(sizes), known)
