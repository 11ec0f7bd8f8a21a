"""The languages of a product in MARC's codes, by their subfield of 041 (onix-to-marc.md §6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.titles import ORIGINAL
from transforms.formats.onix import Product
from transforms.profile import Profile
from transforms.record import Issue
from transforms.tables import LanguageUse, MediaForm, Tables

SUBFIELDS = {  # list 22 → 041; "a" is "d" where the content is heard
    "01": "a",
    "02": "h",
    "03": "b",
    "06": "a",
    "07": "a",
    "08": "d",
    "09": "j",
    "10": "h",
    "11": "h",
}
NOTED = frozenset({"09", "12", "13", "15"})  # told in 546
HEARD = frozenset("ijg")  # LDR/06
WORDED = frozenset("ai")  # LDR/06 of what is nothing but words: the default language of a message is that of text
SAMI = frozenset({"sma", "sme", "smj", "smn", "sms"})
NORWEGIAN = frozenset({"nob", "nno"})
TRANSLATORS = frozenset({"B06", "B08", "B10"})  # list 17


class Languages(NamedTuple):
    """MARC language codes of a product."""

    coded: tuple[tuple[str, str], ...]  # (041 subfield, MARC code)
    special: tuple[tuple[str, str], ...]  # (041 subfield, ISO 639-3 code), for 041 #7
    noted: tuple[tuple[str, str], ...]  # (list 22 role, MARC code)
    is_translation: bool

    @property
    def content(self) -> list[str]:
        """The languages of the text or, for audio and film, of what is spoken."""
        return [code for subfield, code in self.coded if subfield in "ad"]

    @property
    def original(self) -> list[str]:
        """The languages that it was translated from."""
        return [code for subfield, code in self.coded if subfield == "h"]


def languages_of(product: Product, form: MediaForm, profile: Profile, tables: Tables, issues: list[Issue]) -> Languages:
    """Read the Language composites; a code that no table knows becomes an issue and is left out."""
    coded: list[tuple[str, str]] = []
    special: list[tuple[str, str]] = []
    noted: list[tuple[str, str]] = []
    for role, code in _stated(product, profile):
        use = _use(code, tables)
        if use is None:
            issues.append(issue("O06", "DescriptiveDetail/Language/LanguageCode", code))
            continue
        if role in NOTED:
            noted.append((role, use.marc))
        subfield = _subfield(role, form)
        if not subfield:
            continue
        coded += ((subfield, each) for each in _widened(use.marc, profile))
        if use.iso639_3:
            special.append((subfield, code))
    is_translation = _is_translation(product) or any(subfield == "h" for subfield, _ in coded)
    return Languages(_unique(coded), _unique(special), _unique(noted), is_translation)


def with_default(languages: Languages, code: str, form: MediaForm, profile: Profile, tables: Tables) -> Languages:
    """The languages with the default of the message, where the product tells none of what is read or spoken."""
    use = _use(code.strip().lower(), tables) if code and form.type in WORDED and not languages.content else None
    if use is None:
        return languages
    subfield = _subfield("01", form)
    told = ((subfield, each) for each in _widened(use.marc, profile))
    return languages._replace(coded=_unique([*told, *languages.coded]))


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


def _subfield(role: str, form: MediaForm) -> str:
    """The subfield of 041 for a role; "" for roles that are only told in words or not used."""
    subfield = SUBFIELDS.get(role, "")
    return "d" if subfield == "a" and form.type in HEARD else subfield


def _widened(code: str, profile: Profile) -> tuple[str, ...]:
    """Sámi languages follow the group code; Norwegian standards become nor unless the switch keeps them."""
    if code in SAMI:
        return "smi", code
    if code in NORWEGIAN and profile.switches.get("iso_norwegian") != "keep":
        return ("nor",)
    return (code,)


def _is_translation(product: Product) -> bool:
    """True if a translator is named or a title in the original language is given."""
    detail = product.first("DescriptiveDetail")
    return not TRANSLATORS.isdisjoint(detail.texts("Contributor/ContributorRole")) or not set(ORIGINAL).isdisjoint(
        detail.texts("TitleDetail/TitleType")
    )


def _unique(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pairs))
