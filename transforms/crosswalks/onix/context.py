"""What several fields of one record need to know, worked out once; and the issues found on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from transforms.crosswalks.onix.dates import dates_of, other_misfits
from transforms.crosswalks.onix.extents import duration
from transforms.crosswalks.onix.form import Case, cases, illustrations, is_spoken
from transforms.crosswalks.onix.gate import is_advance
from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.languages import Languages, languages_of, with_default
from transforms.crosswalks.onix.people import Person, people_of
from transforms.crosswalks.onix.subjects import Subject, subjects_of
from transforms.crosswalks.onix.titles import Title, title_of
from transforms.formats.frame import Envelope
from transforms.formats.onix import Product
from transforms.profile import Profile
from transforms.record import Issue
from transforms.tables import FileFormat, MediaForm, Tables

EASY_EDITIONS = frozenset({"SMP", "ETR"})  # list 21: simplified language, easy to read
NATIONAL_MAIN_ROLES = frozenset({"A01", "A06", "A07", "A08"})
is_detail = re.compile(r"[A-Z]\d{3}").fullmatch  # a code of list 175
FORMAT_CODES = ("E1", "A1", "A2", "D1")  # beginnings of list 175 codes that name a file format


class FormPart(NamedTuple):
    """One form of the product: its media case, and the file formats that have a term."""

    form: MediaForm
    formats: tuple[FileFormat, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The product in the terms of its record."""

    envelope: Envelope
    profile: Profile
    tables: Tables
    form: MediaForm  # of the main part, with the content types of all parts
    parts: tuple[FormPart, ...]  # the main one first; more than one only of a bundle
    language: str  # of cataloguing: fin or swe
    languages: Languages
    title: Title
    people: tuple[Person, ...]
    main: Person | None  # the main entry
    subjects: tuple[Subject, ...]  # the main ones first
    dates: dict[str, str]  # by role (list 163), as digits
    pictures: str  # 008/18-21, not padded: "a", "b" or "ab"; "" where nothing is told
    is_advance: bool  # announced, not yet published
    editions: tuple[str, ...]  # list 21
    seconds: int  # running time; 0 when not told
    issues: list[Issue]

    @classmethod
    def of(cls, product: Product, envelope: Envelope, profile: Profile, tables: Tables) -> Context:
        """Work out what the fields have in common."""
        issues: list[Issue] = []
        parts = _parts(product, tables, issues)
        form = _whole(product, parts, tables)
        languages = languages_of(product, form, profile, tables, issues)
        languages = with_default(languages, envelope.language, form, profile, tables)
        people = people_of(product, tables.placeholder_names)
        dates, misfits = dates_of(product)
        issues += (issue("O15", "PublishingDetail/PublishingDate/Date", value) for value in misfits)
        issues += (issue("O15", f"{name}/Date", value) for name, value in other_misfits(product))
        return cls(
            envelope=envelope,
            profile=profile,
            tables=tables,
            form=form,
            parts=parts,
            language=_cataloguing_language(profile, languages),
            languages=languages,
            title=(title_of(product) or Title("")).split(),
            people=tuple(people),
            main=next((each for each in people if _is_main(each, form, profile, tables)), None),
            subjects=subjects_of(product),
            dates=dates,
            pictures=illustrations(product, tables.onix_lists.forms),
            is_advance=is_advance(product, tables.onix_lists.gate),
            editions=tuple(product.texts("DescriptiveDetail/EditionType")),
            seconds=duration(product, issues),
            issues=issues,
        )

    @property
    def formats(self) -> tuple[FileFormat, ...]:
        """The file formats of all parts."""
        return tuple(dict.fromkeys(each for part in self.parts for each in part.formats))

    @property
    def words(self) -> Mapping[str, str]:
        """Wording in the language of cataloguing."""
        return self.tables.words[self.language]

    @property
    def is_easy(self) -> bool:
        """True for an easy-to-read edition (selkokirja)."""
        return not EASY_EDITIONS.isdisjoint(self.editions)

    def note(self, rule: str, path: str, value: str = "", after: str = "") -> None:
        """Report an issue of the ONIX; `path` names the element from Product. With `after` it is mended."""
        self.issues.append(issue(rule, path, value, after))


def _parts(product: Product, tables: Tables, issues: list[Issue]) -> tuple[FormPart, ...]:
    """The media cases of the product with their file formats."""
    found = cases(product, tables.onix_lists.forms)
    return tuple(FormPart(tables.media_forms[each.name], _formats(each, tables, issues)) for each in found)


def _whole(product: Product, parts: tuple[FormPart, ...], tables: Tables) -> MediaForm:
    """The form of the main part with the content of all; "spw" too where what is read is also heard."""
    main = parts[0].form
    content = [code for part in parts for code in part.form.content]
    if main.type == "a" and is_spoken(product, tables.onix_lists.forms):
        content.append("spw")
    united = tuple(dict.fromkeys(content))
    return main if united == main.content else main._replace(content=united)


def _formats(case: Case, tables: Tables, issues: list[Issue]) -> tuple[FileFormat, ...]:
    """The file formats with a known term; an issue for an unknown one and for a product that names none."""
    codes = [code for code in case.details if code.startswith(FORMAT_CODES)]
    known = dict.fromkeys(tables.formats[code] for code in codes if code in tables.formats)
    unknown = [code for code in codes if not tables.formats.get(code, ("",))[0]]
    path = "DescriptiveDetail/ProductFormDetail"
    issues += (issue("O06", path, code) for code in case.details if not is_detail(code))
    issues += (issue("O07", path, code) for code in (unknown if codes else [""]))
    return tuple(each for each in known if each.name)


def _cataloguing_language(profile: Profile, languages: Languages) -> str:
    """The profile's language; where that is neither fin nor swe, that of the content, else Finnish."""
    if profile.language in ("fin", "swe"):
        return profile.language
    return "swe" if languages.content[:1] == ["swe"] else "fin"


def _is_main(person: Person, form: MediaForm, profile: Profile, tables: Tables) -> bool:
    """True if a role of the contributor may be the main entry; performers only for music."""
    if not person.name:
        return False
    roles = set(person.roles)
    if profile.switches.get("main_entry_roles") == "national":
        roles &= NATIONAL_MAIN_ROLES
    if form.type != "j":
        roles = {role for role in roles if not role.startswith("E")}
    return any(relator.main for role in roles for relator in tables.relators.get(role, ()))
