"""What several fields of one record need to know, worked out once; and the issues found on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from transforms.calendar import Calendar
from transforms.crosswalks.onix.accessibility import Told, accessibility_of
from transforms.crosswalks.onix.audience import Audience, audience_of
from transforms.crosswalks.onix.dates import dates_of, other_misfits
from transforms.crosswalks.onix.extents import Extents, extents_of
from transforms.crosswalks.onix.form import Case, beside, cases, illustrations, parts_of, unknown_contents
from transforms.crosswalks.onix.gate import is_advance
from transforms.crosswalks.onix.identifiers import Identifiers, Related, identifiers, related_products
from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.languages import Languages, languages_of
from transforms.crosswalks.onix.name_identifiers import Reading
from transforms.crosswalks.onix.people import Person, main_entry_of, note_sequence, people_in
from transforms.crosswalks.onix.subjects import Subject, is_fiction, subjects_of
from transforms.crosswalks.onix.texts import texts_of
from transforms.crosswalks.onix.titles import DISTINCTIVE, LEVEL, Title, first_of, levels_in, titles_of
from transforms.formats.frame import Envelope
from transforms.formats.onix import Node, Product
from transforms.profile import Profile
from transforms.record import Issue
from transforms.tables import FileFormat, MediaForm, Tables

EASY = "SMP"  # list 21: simplified language
EASY_EDITIONS = frozenset({EASY, "ETR"})  # and easy to read
is_detail = re.compile(r"[A-Z]\d{3}").fullmatch  # a code of list 175
FORMAT_CODES = ("E1", "A1", "A2", "D1")  # beginnings of list 175 codes that name a file format


class FormPart(NamedTuple):
    """One form of the product: its media case, and the file formats that have a term."""

    form: MediaForm
    formats: tuple[FileFormat, ...]


class Context(NamedTuple):
    """The product in the terms of its record."""

    envelope: Envelope
    profile: Profile
    tables: Tables
    calendar: Calendar
    form: MediaForm  # of the main part, with the content types of all parts
    parts: tuple[FormPart, ...]  # the main one first; more than one only of a bundle
    language: str  # of cataloguing: fin or swe
    languages: Languages
    identifiers: Identifiers  # of the product, by type
    related: tuple[Related, ...]  # products
    titles: Mapping[str, list[Title]]  # by type (list 15)
    title: Title  # the distinctive one
    people: tuple[Person, ...]
    main: Person | None  # the main entry
    main_code: str  # the relator that makes it so
    subjects: tuple[Subject, ...]  # the main ones first
    fiction: bool | None  # None: nothing tells
    audience: Audience
    dates: dict[str, str]  # by role (list 163), as digits
    pictures: str  # 008/18-21
    is_advance: bool  # announced, not yet published
    editions: tuple[str, ...]  # list 21, with what the title says of itself
    texts: Mapping[str, list[Node]]  # TextContent for libraries by its type (list 153)
    accessibility: tuple[Told, ...]  # in the order of their table
    extents: Extents
    issues: list[Issue]
    formats: tuple[FileFormat, ...]  # of all parts
    words: Mapping[str, str]  # wording in the language of cataloguing
    reading: Reading  # what names are read with
    is_easy: bool  # an easy-to-read edition (selkokirja)

    @classmethod
    def of(cls, product: Product, envelope: Envelope, profile: Profile, tables: Tables, calendar: Calendar) -> Context:
        """Work out what the fields have in common."""
        issues: list[Issue] = []
        parts = _parts(product, tables, issues)
        main_part = parts_of(product, tables.onix_lists.forms)[0]
        form = _whole(tuple([part.form.name for part in parts]), main_part.contents, main_part.details, tables)
        languages = languages_of(product, form, profile, tables, issues, envelope.language)
        codes = tables.onix_lists.descriptions
        titles = titles_of(product, codes.is_part)
        issues += [issue("O06", LEVEL, code) for code in levels_in(product) if code not in codes.levels]
        stated = first_of(titles, DISTINCTIVE) or Title("")
        title = stated.easy(tables.lists.easy_words)
        language = _cataloguing_language(profile, languages)
        reading = Reading(tables, language, profile.switches.get("authority_id_form", ""), issues)
        note_sequence(product.all("DescriptiveDetail/Contributor"), issues)
        people = people_in(product.first("DescriptiveDetail"), reading)
        main, main_code = main_entry_of(people, form, profile.switches.get("main_entry_roles", ""), tables)
        dates, misfits = dates_of(product)
        issues += [issue("O15", "PublishingDetail/PublishingDate/Date", value) for value in misfits]
        issues += [issue("O15", f"{name}/Date", value) for name, value in other_misfits(product)]
        editions = (*product.texts("DescriptiveDetail/EditionType"), *(() if title is stated else (EASY,)))
        subjects = subjects_of(product, profile, issues)
        is_easy = not EASY_EDITIONS.isdisjoint(editions)
        return cls(
            envelope=envelope,
            profile=profile,
            tables=tables,
            calendar=calendar,
            form=form,
            parts=parts,
            language=language,
            languages=languages,
            identifiers=identifiers(product),
            related=related_products(product, tables.onix_codes),
            titles=titles,
            title=title,
            people=tuple(people),
            main=main,
            main_code=main_code,
            subjects=subjects,
            fiction=is_fiction(subjects, tables.onix_subjects),
            audience=audience_of(product, subjects, tables.onix_subjects, issues, is_easy=is_easy),
            dates=dates,
            pictures=illustrations(product, tables.onix_lists.forms, issues),
            is_advance=is_advance(product, tables.onix_lists.gate),
            editions=editions,
            texts=texts_of(product, codes.texts, issues),
            accessibility=accessibility_of(product, form, profile, tables, issues),
            extents=extents_of(product, codes, issues),
            issues=issues,
            formats=tuple(dict.fromkeys([each for part in parts for each in part.formats])),
            words=tables.words[language],
            reading=reading,
            is_easy=is_easy,
        )

    @property
    def seconds(self) -> int:
        """The running time; 0 when not told."""
        return self.extents.seconds

    def note(self, rule: str, path: str, value: str = "", after: str = "") -> None:
        """Report an issue of the ONIX; `path` names the element from Product. With `after` it is mended."""
        self.issues.append(issue(rule, path, value, after))


def _parts(product: Product, tables: Tables, issues: list[Issue]) -> tuple[FormPart, ...]:
    """The media cases of the product with their file formats."""
    forms = tables.onix_lists.forms
    path = "DescriptiveDetail/ProductContentType"
    issues += [issue("O06", path, code) for code in unknown_contents(product, forms)]
    parts = []
    for each in cases(product, forms):
        part, misfits = _part(each, tables)
        parts.append(part)
        issues += misfits
    return tuple(parts)


@lru_cache(maxsize=1024)  # most products of a feed have the same few codes
def _whole(names: tuple[str, ...], contents: tuple[str, ...], details: tuple[str, ...], tables: Tables) -> MediaForm:
    """The form of the main part with the content of all, and of a text what it has beside its own by its codes."""
    main = tables.media_forms[names[0]]
    content = [code for name in names for code in tables.media_forms[name].content]
    if main.type == "a":
        content += beside(contents, details, tables.onix_lists.forms)
    united = tuple(dict.fromkeys(content))
    return main if united == main.content else main._replace(content=united)


@lru_cache(maxsize=1024)
def _part(case: Case, tables: Tables) -> tuple[FormPart, list[Issue]]:
    """The file formats with a known term; an issue for an unknown one and for a product that names none."""
    codes = [code for code in case.details if code.startswith(FORMAT_CODES)]
    known = dict.fromkeys(tables.formats[code] for code in codes if code in tables.formats)
    unknown = [code for code in codes if not tables.formats.get(code, ("",))[0]]
    path = "DescriptiveDetail/ProductFormDetail"
    misfits = [issue("O06", path, code) for code in case.details if not is_detail(code)]
    misfits += [issue("O07", path, code) for code in (unknown if codes else [""])]
    return FormPart(tables.media_forms[case.name], tuple(each for each in known if each.name)), misfits


def _cataloguing_language(profile: Profile, languages: Languages) -> str:
    """The profile's language; where that is neither fin nor swe, that of the content, else Finnish."""
    if profile.language in ("fin", "swe"):
        return profile.language
    return "swe" if languages.content[:1] == ("swe",) else "fin"
