"""The code lists that transforms look things up in, read once per process from schemas/codes and schemas/onix.

Everything is immutable. A look-up that finds nothing is the caller's finding: there are no defaults here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from transforms.cataloguing import Cataloguing
from transforms.codings import Codings
from transforms.formats.onix import Dialects
from transforms.identifiers import IdentifierTypes
from transforms.normalise import Plan, load_plan
from transforms.normalise.form import Form, forms_of
from transforms.normalise.words import StepWords
from transforms.onix_codes import OnixCodes
from transforms.onix_lists import OnixLists
from transforms.onix_names import OnixNames
from transforms.onix_subjects import OnixSubjects
from transforms.subject_lists import SubjectLists
from transforms.trade_codes import TradeCodes
from transforms.vocabulary import Excerpt, Vocabulary
from transforms.wordlists import Wordlists

Value = TypeVar("Value")
Words = Mapping[str, str]  # text by language: "fin", "swe", sometimes "eng"
Row = dict[str, str]


class LanguageUse(NamedTuple):
    """What to write for a language code that is not in MARC's list."""

    marc: str  # the MARC code for 008/35-37 and 041
    iso639_3: bool = False  # True: the code itself also goes to 041 #7 $2 iso639-3


class Genre(NamedTuple):
    """A term of SLM in its two languages."""

    uri: str
    label: Words


class MediaForm(NamedTuple):
    """How one kind of e-material is coded from leader to 655 (finnish-marc.md §1.1)."""

    name: str
    type: str  # LDR/06
    level: str  # LDR/07
    f006: tuple[str, ...]
    f007: tuple[str, ...]
    config: str  # of 008: BK, MU, VM or CR
    content: tuple[str, ...]  # 336 $b
    media: str  # 337 $b
    carrier: str  # 338 $b
    recording: str  # 344 $a in Finnish, a key of `words`
    file_type: str  # 347 $a in Finnish, a key of `words`
    genres: tuple[Genre, ...]  # 655; the first is its own
    lending: str  # a name of transforms/media.py: what a vendor file selects by
    audience: str  # 008/22 where the form itself tells it, else ""
    nature: str  # 008/24-27 of a book, not padded; "" where the form does not tell it


class FileFormat(NamedTuple):
    """A file format by its ONIX product form detail; both "" where it has no term for lending."""

    name: str  # 347 $b
    qualifier: str  # 020 $q


@dataclass(frozen=True, eq=False)
class Tables:
    """All code lists, as read-only mappings. Told apart by identity, so that what they decide can be remembered."""

    countries: Mapping[str, str]  # ISO 3166-1 alpha-2 → MARC country code, not padded
    marc_countries: Mapping[str, str]  # MARC country code → English name
    languages: Mapping[str, Words]  # current MARC language code → names; "" where not given
    language_uses: Mapping[str, LanguageUse]  # withdrawn and ONIX-only language codes
    media_forms: Mapping[str, MediaForm]
    rda_terms: Mapping[tuple[str, str], Words]  # ("336", "txt") → terms
    articles: Mapping[str, tuple[tuple[str, int], ...]]  # MARC language → (article, characters not filed)
    formats: Mapping[str, FileFormat]  # ONIX list 175
    genres: Mapping[str, Genre]  # ONIX edition type → SLM
    words: Mapping[str, Words]  # language of cataloguing → key → wording
    isbn_qualifiers: Mapping[str, str]  # 020 $q → what it says: "nid" → "print"
    cataloguing: Cataloguing  # what rules about identifiers, titles and names ask, each read when it is first needed
    codings: Codings  # what rules about fixed fields and structure ask, each read when it is first needed
    identifiers: IdentifierTypes  # each type of identifier and its place, read when it is first needed
    onix: Dialects  # schemas/onix, read when it is first needed
    onix_codes: OnixCodes  # where identifiers, languages and related things go, each read when it is first needed
    onix_lists: OnixLists  # schemas/crosswalks, read when it is first needed
    onix_names: OnixNames  # contributors, each list read when it is first needed
    onix_subjects: OnixSubjects  # where subjects and audiences go, each read when it is first needed
    subjects: SubjectLists  # what rules about subjects ask, each read when it is first needed
    trade: TradeCodes  # what codes of the book trade mean in SLM, YSO and YKL, read when it is first needed
    vocabulary: Vocabulary  # an index, or schemas/vocabularies, read when it is first needed
    forms: Mapping[str, Form]  # media → its coded form, from media_forms
    steps: StepWords  # what steps of normalisation ask, each read when it is first needed
    lists: Wordlists  # what vendors write about description and access, each read when it is first needed
    schemas: Path  # the folder of all this

    @cached_property
    def normalisation(self) -> Plan:
        """The order of schemas/normalise.yml; raises OSError or ValueError."""
        return load_plan(self.schemas)

    @classmethod
    def load(cls, schemas: Path, vocabulary: Vocabulary | None = None) -> Tables:
        """Read `schemas/codes/*.csv`; raises OSError, KeyError or ValueError when one is missing or wrong.

        `vocabulary`: an index of vocabularies; without one the excerpts of `schemas/vocabularies` stand in.
        """
        codes = schemas / "codes"
        languages = _rows(codes / "marc_languages.csv")
        media_forms = _media_forms(_rows(codes / "media_forms.csv"))
        identifiers = IdentifierTypes(codes)
        return cls(
            countries=_columns(codes / "iso3166_to_marc_country.csv", "iso3166", "marc_country"),
            marc_countries=_columns(codes / "marc_countries.csv", "code", "name_en"),
            languages=MappingProxyType({row["code"]: _names(row) for row in languages if not row["status"]}),
            language_uses=_language_uses(languages, _rows(codes / "onix_list74_nonmarc_languages.csv")),
            media_forms=media_forms,
            forms=forms_of(media_forms.values()),
            steps=StepWords(codes),
            rda_terms=_rda_terms(_rows(codes / "rda33x_terms.csv")),
            articles=_articles(_rows(codes / "nonfiling_articles.csv")),
            formats=_by(codes / "onix_list175_formats.csv", "code", _file_format),
            genres=_by(codes / "onix_genres.csv", "key", lambda row: Genre(row["uri"], _words(row))),
            words=_wording(_rows(codes / "onix_words.csv")),
            isbn_qualifiers=_columns(codes / "isbn_qualifiers.csv", "qualifier", "kind"),
            cataloguing=Cataloguing(codes),
            codings=Codings(codes),
            identifiers=identifiers,
            onix=Dialects(schemas / "onix"),
            onix_codes=OnixCodes(codes, identifiers),
            onix_lists=OnixLists(schemas / "crosswalks"),
            onix_names=OnixNames(codes),
            onix_subjects=OnixSubjects(codes),
            subjects=SubjectLists(codes),
            trade=TradeCodes(codes),
            vocabulary=vocabulary or Excerpt(schemas / "vocabularies"),
            lists=Wordlists(codes),
            schemas=schemas,
        )


def _rows(path: Path) -> list[Row]:
    """The rows of a table behind its comment line and header."""
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        return list(csv.DictReader(lines))


def _by(path: Path, key: str, build: Callable[[Row], Value]) -> Mapping[str, Value]:
    return MappingProxyType({row[key]: build(row) for row in _rows(path)})


def _columns(path: Path, key: str, value: str) -> Mapping[str, str]:
    return MappingProxyType({row[key]: row[value] for row in _rows(path)})


def _words(row: Row, fin: str = "fin", swe: str = "swe") -> Words:
    return MappingProxyType({"fin": row[fin], "swe": row[swe]})


def _names(row: Row) -> Words:
    columns = {"eng": "name_en", "fin": "name_fi", "in_fin": "in_fi", "swe": "name_sv"}
    return MappingProxyType({key: row[column] for key, column in columns.items()})


def _language_uses(marc: Iterable[Row], onix: Iterable[Row]) -> Mapping[str, LanguageUse]:
    """Withdrawn codes by MARC's list, then the codes that only ONIX knows."""
    withdrawn = {row["code"]: LanguageUse(row["replaced_by"]) for row in marc if row["replaced_by"]}
    others = {
        row["onix74"]: LanguageUse(row["marc_008"], row["action"].endswith("iso639-3"))
        for row in onix
        if row["action"] not in ("keep", "note only")
    }
    return MappingProxyType(withdrawn | others)


def _media_forms(rows: Iterable[Row]) -> Mapping[str, MediaForm]:
    by_name = {row["media"]: row for row in rows}
    return MappingProxyType(
        {name: _media_form(row, by_name.get(row["also"], {"slm_uri": ""})) for name, row in by_name.items()}
    )


def _media_form(row: Row, also: Row) -> MediaForm:
    return MediaForm(
        name=row["media"],
        type=row["ldr06"],
        level=row["ldr07"],
        f006=tuple(row["f006"].split(" + ")),
        f007=tuple(row["f007"].split(" + ")),
        config=row["f008_config"],
        content=tuple(row["f336"].split(";")),
        media=row["f337"],
        carrier=row["f338"],
        recording=row["f344_a"],
        file_type=row["f347_a"],
        genres=tuple(
            Genre(each["slm_uri"], _words(each, "slm_fi", "slm_sv")) for each in (row, also) if each["slm_uri"]
        ),
        lending=row["lending"],
        audience=row["audience"],
        nature=row["nature"],
    )


def _rda_terms(rows: Iterable[Row]) -> Mapping[tuple[str, str], Words]:
    return MappingProxyType(
        {
            (row["field"], row["code"]): MappingProxyType({"fin": row["fi"], "swe": row["sv"], "eng": row["en"]})
            for row in rows
        }
    )


def _articles(rows: Iterable[Row]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Certain articles only, the longest first, so that the first that fits is right."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        if row["article"] and row["confidence"] == "high":
            found.setdefault(row["lang"], []).append((row["article"], int(row["chars"])))
    return MappingProxyType({lang: tuple(sorted(all_, key=lambda each: -each[1])) for lang, all_ in found.items()})


def _file_format(row: Row) -> FileFormat:
    return FileFormat(row["f347_b"], row["f020_q"])


def _wording(rows: Iterable[Row]) -> Mapping[str, Words]:
    table = list(rows)
    return MappingProxyType(
        {language: MappingProxyType({row["key"]: row[language] for row in table}) for language in ("fin", "swe")}
    )
