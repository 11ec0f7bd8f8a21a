"""The languages of a product in MARC's codes, by their subfield of 041 (onix-to-marc.md §6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from transforms.crosswalks.onix.form import subject_codes
from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.titles import ORIGINAL
from transforms.formats.onix import Product
from transforms.onix_codes import LanguageRole
from transforms.profile import Profile
from transforms.record import Issue
from transforms.tables import LanguageUse, MediaForm, Tables

TEXT, ORIGINAL_LANGUAGE = "01", "02"  # list 22
HEARD = frozenset("ijg")  # LDR/06
WORDED = frozenset("ai")  # LDR/06 of what is nothing but words: the default language of a message is that of text
SAMI = frozenset({"sma", "sme", "smj", "smn", "sms"})
NORWEGIAN = frozenset({"nob", "nno"})
UNTOLD = frozenset({"mul", "und", "zxx"})  # codes for 008 alone: they name no language
SEVERAL, NONE = "mul", "zxx"
MOST = 6  # languages of which 008 names the first (MARC 21, 041: more than six are "mul")
ORIGINALS = frozenset(ORIGINAL)
FROM_LANGUAGE = frozenset({"FromLanguage", "LanguageCode"})  # under Contributor
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
    scripts: tuple[tuple[str, str], ...] = ()  # (kind of note, "text" for what is read; code of list 121) to be told


@dataclass(slots=True)
class _Told:
    """What the Language composites say, one after the other."""

    is_heard: bool
    keeps_norwegian: bool
    coded: Pairs = field(default_factory=list)
    special: Pairs = field(default_factory=list)
    noted: Pairs = field(default_factory=list)
    scripts: Pairs = field(default_factory=list)
    taught: list[str] = field(default_factory=list)
    sources: Pairs = field(default_factory=list)  # of a multilingual edition: the original that is part of it
    is_translated: bool = False
    untold: str = ""  # the first code that names no language
    has_content: bool = False  # a language of the text is told, be its code known or not
    unknown: Pairs = field(default_factory=list)  # (element, code) that no list has

    def add(self, role: LanguageRole, code: str, use: LanguageUse) -> None:
        """Take one language in its role; `code` is as sent."""
        subfield = role.heard if self.is_heard else role.subfield
        if use.marc in UNTOLD:
            self.untold = self.untold or (use.marc if subfield in ("a", "d") else "")
            return
        if role.use == "taught":
            self.taught.append(use.marc)
        if role.note:
            self.noted.append((role.note, use.marc))
        if not subfield:
            return
        pairs = [(subfield, each) for each in _widened(use.marc, self.keeps_norwegian)]
        self.coded += pairs
        if role.use == "source":
            self.sources += (("h", each) for _, each in pairs)
        self.is_translated |= role.use == "translated"
        if use.iso639_3:
            self.special.append((subfield, code))


class _Stated(NamedTuple):
    """All that tells the languages of a product; most products of a feed state the same."""

    roles: tuple[tuple[str, str, str], ...]  # role, code (after the vendor's own look-up table) and script
    is_school_subject: bool
    thema: tuple[str, ...]  # languages by its qualifiers
    type: str  # LDR/06
    is_plain: bool  # nothing but words is told of it: no pictures
    keeps_norwegian: bool
    default: str  # of what is read or spoken, by the message
    is_translation: bool  # by its contributors and titles


def languages_of(
    product: Product, form: MediaForm, profile: Profile, tables: Tables, issues: list[Issue], default: str = ""
) -> Languages:
    """Read the Language composites; a code that no table knows becomes an issue and is left out.

    `default` is the language that the message gives to products that tell none of what is read or spoken.
    """
    stated = _Stated(
        _roles(product, profile.lookups.get("language", {})),
        *_thema(product),
        form.type,
        "sti" not in form.content,
        profile.switches.get("iso_norwegian") == "keep",
        default,
        _is_translation(product),
    )
    languages, unknown = _languages(stated, tables)
    issues += [issue("O06", f"DescriptiveDetail/Language/{name}", code) for name, code in unknown]
    return languages


@lru_cache(maxsize=1024)
def _languages(stated: _Stated, tables: Tables) -> tuple[Languages, Pairs]:
    """The languages, and what no list knows: the name of the element and its code."""
    told, default = _told(stated, tables), stated.default
    is_asked = default and stated.type in WORDED and not told.has_content
    use = _use(default.strip().lower(), tables) if is_asked else None
    if use is not None:
        told.add(tables.onix_codes.language_roles[TEXT], default, use)
    taught = _taught(stated, told, tables)
    coded = _unique([*taught, *told.coded, *(told.sources if told.is_translated else ())])
    first = [code for wanted in "ad" for subfield, code in coded if subfield == wanted]  # as 041 and 008 have them
    if len({*first} - {"smi"}) == 1:  # an original in the one language of the text is the text itself
        coded = tuple(pair for pair in coded if pair not in {("h", code) for code in first})
    original = tuple(code for subfield, code in coded if subfield == "h")
    not_read = {code for _, code in {*taught} - {*told.coded}}  # that a textbook teaches without being in them
    languages = Languages(
        coded,
        _unique(told.special),
        _unique(told.noted),
        is_translation=bool(original) or told.is_translated or stated.is_translation,
        fixed=_fixed(first, told.untold, is_text=stated.type in WORDED and stated.is_plain),
        content=tuple(code for code in first if code not in not_read),
        original=original,
        scripts=_unique(told.scripts),
    )
    return languages, told.unknown


def _told(stated: _Stated, tables: Tables) -> _Told:
    told = _Told(stated.type in HEARD, stated.keeps_norwegian)
    for kind, code, script in stated.roles:
        role = tables.onix_codes.language_roles.get(kind)
        if role is None:
            told.unknown.append(("LanguageRole", kind))
            continue
        if role.use == "ignored":
            continue
        told.has_content |= role.subfield in ("a", "d")
        use = _use(code, tables)
        if use is None:
            told.unknown.append(("LanguageCode", code))
        else:
            told.add(role, code, use)
            _add_script(told, role, use, script, tables)
    return told


def _add_script(told: _Told, role: LanguageRole, use: LanguageUse, code: str, tables: Tables) -> None:
    """Take the script of what is read in a language, unless it goes without saying."""
    kind = role.note or ("text" if role.subfield == "a" and not told.is_heard else "")
    if not code or not kind:
        return
    script = tables.onix_codes.scripts.get(code)
    if script is None:
        told.unknown.append(("ScriptCode", code))
    elif script.words["fin"] and (not script.only or use.marc in script.only):
        told.scripts.append((kind, code))


def _roles(product: Product, lookup: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Role, code and script as sent, the code after the vendor's own look-up table.

    Without an original language it is that of a translator.
    """
    told = [
        (each.text("LanguageRole"), each.text("LanguageCode"), each.text("ScriptCode").title())
        for each in product.all("DescriptiveDetail/Language")
    ]
    if ORIGINAL_LANGUAGE not in [role for role, _, _ in told]:
        told += [(ORIGINAL_LANGUAGE, code, "") for code in _translated_from(product)]
    return tuple([(role, lookup.get(code, code).strip().lower(), script) for role, code, script in told if code])


def _translated_from(product: Product) -> list[str]:
    """The languages that translators translated from; 2.1 has them in a LanguageCode."""
    translators = [
        each
        for each in product.all("DescriptiveDetail/Contributor")
        if not FROM_LANGUAGE.isdisjoint(each.names()) and not TRANSLATORS.isdisjoint(each.texts("ContributorRole"))
    ]
    return [code for each in translators for name in FROM_LANGUAGE for code in each.texts(name)]


def _thema(product: Product) -> tuple[bool, tuple[str, ...]]:
    """Whether it is for a school subject, and then the languages that qualifiers of Thema tell."""
    told = subject_codes(product)
    if SCHOOL_SUBJECT not in [scheme for scheme, _ in told]:
        return False, ()
    return True, tuple(code for scheme, code in told if scheme == THEMA_LANGUAGE)


def _use(code: str, tables: Tables) -> LanguageUse | None:
    """What to write for a code; None when it is not known or stands for no language."""
    if code in tables.languages:
        return LanguageUse(code)
    return tables.language_uses.get(code)


def _widened(code: str, keeps_norwegian: bool) -> tuple[str, ...]:
    """Sámi languages follow the group code; Norwegian standards become nor unless the switch keeps them."""
    if code in SAMI:
        return "smi", code
    if code in NORWEGIAN and not keeps_norwegian:
        return ("nor",)
    return (code,)


def _taught(stated: _Stated, told: _Told, tables: Tables) -> Pairs:
    """The language that a textbook teaches, to stand first: of a school subject, where it is just one."""
    if not stated.is_school_subject:
        return []
    taught = {*told.taught, *(tables.onix_codes.taught.get(each, "") for each in stated.thema)} - {""}
    if len(taught) != 1:
        return []
    subfield = "d" if told.is_heard else "a"
    return [(subfield, code) for code in _widened(taught.pop(), told.keeps_norwegian)]


def _is_translation(product: Product) -> bool:
    """True if a translator is named or a title in the original language is given."""
    detail = product.first("DescriptiveDetail")
    roles = detail.texts("Contributor/ContributorRole")
    return not TRANSLATORS.isdisjoint(roles) or not ORIGINALS.isdisjoint(detail.texts("TitleDetail/TitleType"))


def _fixed(content: list[str], untold: str, *, is_text: bool) -> str:
    """The code of 008/35-37: the first language of the content; that there is none is not said of plain text."""
    if content:
        return SEVERAL if len({*content} - {"smi"}) > MOST else content[0]
    return "" if untold == NONE and is_text else untold


def _unique(pairs: Pairs) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pairs))
