"""The languages of a product in MARC's codes, by their subfield of 041 (onix-to-marc.md §6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.titles import ORIGINAL
from transforms.formats.onix import Product
from transforms.onix_codes import LanguageRole
from transforms.profile import Profile
from transforms.record import Issue
from transforms.tables import LanguageUse, MediaForm, Tables

TEXT = "01"  # list 22
HEARD = frozenset("ijg")  # LDR/06
WORDED = frozenset("ai")  # LDR/06 of what is nothing but words: the default language of a message is that of text
SAMI = frozenset({"sma", "sme", "smj", "smn", "sms"})
NORWEGIAN = frozenset({"nob", "nno"})
UNTOLD = frozenset({"mul", "und", "zxx"})  # codes for 008 alone: they name no language
SEVERAL, NONE = "mul", "zxx"
MOST = 6  # languages of which 008 names the first (MARC 21, 041: more than six are "mul")
TRANSLATORS = frozenset({"B06", "B08", "B10"})  # list 17
SCHOOL_SUBJECT, THEMA_LANGUAGE = "77", "95"  # list 27

Pairs = list[tuple[str, str]]


class Languages(NamedTuple):
    """MARC language codes of a product."""

    coded: tuple[tuple[str, str], ...]  # (041 subfield, MARC code)
    special: tuple[tuple[str, str], ...]  # (041 subfield, ISO 639-3 code), for 041 #7
    noted: tuple[tuple[str, str], ...]  # (kind of note, MARC code)
    is_translation: bool
    fixed: str = ""  # for 008/35-37; "" when nothing is known
    content: tuple[str, ...] = ()  # the languages of the text or, for audio and film, of what is spoken
    original: tuple[str, ...] = ()  # the languages that it was translated from


@dataclass(slots=True)
class _Told:
    """What the Language composites say, one after the other."""

    form: MediaForm
    profile: Profile
    coded: Pairs = field(default_factory=list)
    special: Pairs = field(default_factory=list)
    noted: Pairs = field(default_factory=list)
    taught: list[str] = field(default_factory=list)
    sources: Pairs = field(default_factory=list)  # of a multilingual edition: the original that is part of it
    is_translated: bool = False
    untold: str = ""  # the first code that names no language
    has_content: bool = False  # a language of the text is told, be its code known or not

    def add(self, role: LanguageRole, code: str, use: LanguageUse) -> None:
        """Take one language in its role; `code` is as sent."""
        subfield = role.heard if self.form.type in HEARD else role.subfield
        if use.marc in UNTOLD:
            self.untold = self.untold or (use.marc if subfield in ("a", "d") else "")
            return
        if role.use == "taught":
            self.taught.append(use.marc)
        if role.note:
            self.noted.append((role.note, use.marc))
        if not subfield:
            return
        pairs = [(subfield, each) for each in _widened(use.marc, self.profile)]
        self.coded += pairs
        if role.use == "source":
            self.sources += (("h", each) for _, each in pairs)
        self.is_translated |= role.use == "translated"
        if use.iso639_3:
            self.special.append((subfield, code))


def languages_of(
    product: Product, form: MediaForm, profile: Profile, tables: Tables, issues: list[Issue], default: str = ""
) -> Languages:
    """Read the Language composites; a code that no table knows becomes an issue and is left out.

    `default` is the language that the message gives to products that tell none of what is read or spoken.
    """
    told = _told(product, form, profile, tables, issues)
    use = _use(default.strip().lower(), tables) if default and form.type in WORDED and not told.has_content else None
    if use is not None:
        told.add(tables.onix_codes.language_roles[TEXT], default, use)
    taught = _taught(product, told, tables)
    coded = _unique([*taught, *told.coded, *(told.sources if told.is_translated else ())])
    first = [code for wanted in "ad" for subfield, code in coded if subfield == wanted]  # as 041 and 008 have them
    original = tuple([code for subfield, code in coded if subfield == "h"])
    not_read = {code for _, code in {*taught} - {*told.coded}}  # that a textbook teaches without being in them
    return Languages(
        coded,
        _unique(told.special),
        _unique(told.noted),
        is_translation=bool(original) or told.is_translated or _is_translation(product),
        fixed=_fixed(first, told.untold, form),
        content=tuple([code for code in first if code not in not_read]),
        original=original,
    )


def _told(product: Product, form: MediaForm, profile: Profile, tables: Tables, issues: list[Issue]) -> _Told:
    told = _Told(form, profile)
    for kind, code in _stated(product, profile):
        role = tables.onix_codes.language_roles.get(kind)
        if role is None:
            issues.append(issue("O06", "DescriptiveDetail/Language/LanguageRole", kind))
            continue
        if role.use == "ignored":
            continue
        told.has_content |= role.subfield in ("a", "d")
        use = _use(code, tables)
        if use is None:
            issues.append(issue("O06", "DescriptiveDetail/Language/LanguageCode", code))
        else:
            told.add(role, code, use)
    return told


def _stated(product: Product, profile: Profile) -> Iterator[tuple[str, str]]:
    """(role, code) as sent, after the vendor's own look-up table."""
    lookup = profile.lookups.get("language", {})
    for each in product.all("DescriptiveDetail/Language"):
        code = each.text("LanguageCode")
        if code:
            yield each.text("LanguageRole"), lookup.get(code, code).strip().lower()


def _use(code: str, tables: Tables) -> LanguageUse | None:
    """What to write for a code; None when it is not known or stands for no language."""
    if code in tables.languages:
        return LanguageUse(code)
    return tables.language_uses.get(code)


def _widened(code: str, profile: Profile) -> tuple[str, ...]:
    """Sámi languages follow the group code; Norwegian standards become nor unless the switch keeps them."""
    if code in SAMI:
        return "smi", code
    if code in NORWEGIAN and profile.switches.get("iso_norwegian") != "keep":
        return ("nor",)
    return (code,)


def _taught(product: Product, told: _Told, tables: Tables) -> Pairs:
    """The language that a textbook teaches, to stand first: of a school subject, where it is just one."""
    subjects = product.all("DescriptiveDetail/Subject")
    if SCHOOL_SUBJECT not in [each.text("SubjectSchemeIdentifier") for each in subjects]:
        return []
    by_thema = (
        tables.onix_codes.taught.get(each.text("SubjectCode"), "")
        for each in subjects
        if each.text("SubjectSchemeIdentifier") == THEMA_LANGUAGE
    )
    taught = {*told.taught, *by_thema} - {""}
    if len(taught) != 1:
        return []
    subfield = "d" if told.form.type in HEARD else "a"
    return [(subfield, code) for code in _widened(taught.pop(), told.profile)]


def _is_translation(product: Product) -> bool:
    """True if a translator is named or a title in the original language is given."""
    detail = product.first("DescriptiveDetail")
    roles, titles = detail.texts("Contributor/ContributorRole"), detail.texts("TitleDetail/TitleType")
    return not TRANSLATORS.isdisjoint(roles) or any(kind in titles for kind in ORIGINAL)


def _fixed(content: list[str], untold: str, form: MediaForm) -> str:
    """The code of 008/35-37: the first language of the content; that there is none is not said of plain text."""
    if content:
        return SEVERAL if len({*content} - {"smi"}) > MOST else content[0]
    is_text = form.type in WORDED and "sti" not in form.content
    return "" if untold == NONE and is_text else untold


def _unique(pairs: Pairs) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pairs))
