"""Predicates about description: RDA types, file formats, running times, months, languages, prices, vendor's words.

The tables are read when a rule first judges something, not at load.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transforms.calendar import NO_DAY, Asks
from transforms.normalise.running_times import agree, coded, spoken
from transforms.record import SUBFIELD
from transforms.validate.asked import Asked, Made, Plain, Verdict, beside, is_true, string
from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.months import month_of
from transforms.validate.paths import compile_path
from transforms.validate.texts import has_price
from transforms.validate.view import FieldView, View

LANGUAGES = ("fin", "swe", "eng")  # in which the terms of RDA are listed
READ = ("fin", "swe")  # languages that every reader here is taken to read
RDA_SOURCES = {"336": "rdacontent", "337": "rdamedia", "338": "rdacarrier"}
MENTIONED = ("vendor_words", "licence_words", "accessible_words")  # lists of phrases, transforms/wordlists.py
SAMI = frozenset({"sma", "sme", "smj", "smn", "sms"})
PRICED = ("020", "037")  # $c: terms of availability
REMEMBERED = 500  # fields

Terms = Mapping[tuple[str, str], Mapping[str, str]]


def options(wanted: object, name: str, *keys: str) -> dict[str, Any]:
    """The mapping behind a predicate, with just these keys; RuleError for anything else."""
    if not isinstance(wanted, dict) or wanted.keys() != set(keys):
        raise RuleError(f"{name}: takes {', '.join(keys)}")
    return wanted


def _all_in_set(wanted: object, lists: Lists) -> Asked:
    """Every value is in the set."""
    name = string(wanted, "all_in_set")
    if name not in lists.sets:
        raise RuleError(f"no set {name!r} in schemas/rules{nearest(name, lists.sets)}")
    known = lists.sets[name]
    return Asked(lambda found, *_: known.issuperset(found) if found else None)


def _all_in(wanted: object, _: Lists) -> Asked:
    """Every value is one of those listed."""
    if not isinstance(wanted, list):
        raise RuleError("all_in: a list of quoted values")
    listed = frozenset(string(each, "all_in") for each in wanted)
    return Asked(lambda found, *_: listed.issuperset(found) if found else None)


def _rda_type(wanted: object, lists: Lists) -> Asked:
    """A whole 33X has code and source of RDA, and the term of that code in the language at `path` (040 $b)."""
    given = options(wanted, "rda_type", "path")
    language_at = compile_path(string(given["path"], "path"), lists.aliases)
    memory: dict[tuple[str, str, str], bool] = {}

    def ask(_: list[str], view: View | None, each: FieldView | None) -> Verdict:
        if each is None or each.tag not in RDA_SOURCES:
            return None
        language = next(iter(language_at.values(view, each)), "")
        key = (each.tag, each.value, language)
        verdict = memory.get(key)
        if verdict is None:
            if len(memory) >= REMEMBERED:
                memory.clear()
            verdict = memory[key] = is_rda_type(each, language, lists.tables().rda_terms)
        return verdict

    return Asked(ask, is_local=False)


def is_rda_type(each: FieldView, language: str, terms: Terms) -> bool:
    """True if a 33X is right; in another cataloguing language than the listed ones any listed term is."""
    codes, labels, sources = (_values(each, code) for code in "ba2")
    if sources != [RDA_SOURCES[each.tag]] or not codes or len(labels) not in (0, len(codes)):
        return False
    if any((each.tag, code) not in terms for code in codes):
        return False
    spoken_in = (language,) if language in LANGUAGES else LANGUAGES
    pairs = zip(labels, codes, strict=False)
    return all(label in {terms[each.tag, code][every] for every in spoken_in} for label, code in pairs)


def _shares_format(wanted: object, lists: Lists) -> Asked:
    """One of the file formats that the values name is named at `path` too; NA where one side names none."""
    path = options(wanted, "shares_format", "path")["path"]

    def holds(found: list[str], others: list[str]) -> Verdict:
        formats = lists.tables().lists.formats
        left, right = ({formats[k].name for each in side if (k := _plain(each)) in formats} for side in (found, others))
        return not left.isdisjoint(right) if left and right else None

    return beside(path, "path", lists, holds)


def _plain(text: str) -> str:
    return text.strip(" ().,:;").casefold()


def _duration_near(wanted: object, lists: Lists) -> Asked:
    """A time as HHMMSS is at most `tolerance` seconds from the one told at `path`; true where none is told there."""
    given = options(wanted, "duration_near", "path", "tolerance")
    other, most = compile_path(string(given["path"], "path"), lists.aliases), int(given["tolerance"])

    def ask(found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        parts = [coded(value) for value in (found if each is None else _values(each, "a"))]  # of one whole
        told = [time for value in other.values(view, each) if (time := spoken(value)) is not None]
        seconds = sum(part for part in parts if part is not None)
        if None in parts or not seconds:
            return None
        is_alone = each is None or view is None or len(view.groups.get(each.tag, ())) == 1
        return not told or not is_alone or any(agree(seconds, time, most) for time in told)

    return Asked(ask, is_local=other.is_relative)


def _values(each: FieldView, code: str) -> list[str]:
    return [part[1:] for part in each.parts if part[:1] == code]


def _month(wanted: object, _: Lists) -> Asked:
    """A month (yymm, yyyymm or yyyymmdd) not before `min` or not after `max`, which is "today"; true on no day."""
    if (
        not isinstance(wanted, dict)
        or len(wanted) != 1
        or wanted.keys() - {"min", "max"}
        or "today" not in wanted.values()
    ):
        raise RuleError('month: {min: "today"} or {max: "today"}')
    is_least = wanted == {"min": "today"}

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        calendar = view.calendar if view is not None else NO_DAY
        months = [each for value in found if (each := month_of(value, calendar))]
        if not months:
            return None
        if is_least:
            return not any(calendar.is_over(each, Asks.MONTH) for each in months)
        return all(calendar.has_begun(each, Asks.MONTH) for each in months)

    return Asked(ask, is_local=False)


def _mentions(wanted: object, lists: Lists) -> Plain:
    """The value has one of the words of a list of MENTIONED."""
    name = string(wanted, "mentions")
    if name not in MENTIONED:
        raise RuleError(f"mentions: no list {name!r}{nearest(name, MENTIONED)}")
    return Plain(lambda value: getattr(lists.tables().lists, name)(_words(value)) is not None)


def _words(value: str) -> str:
    """The text of a value; of a whole field without its indicators and codes, which would hide the first word."""
    return " ".join(part[1:] for part in value.split(SUBFIELD)[1:]) if SUBFIELD in value else value


def _languages_named(wanted: object, lists: Lists) -> Asked:
    """One of the languages that a text names is coded at `path`; NA where it names none we know."""
    path = options(wanted, "languages_named", "path")["path"]

    def holds(found: list[str], others: list[str]) -> Verdict:
        named = lists.tables().lists.language_words(" ".join(found))
        codes = {value[place : place + 3] for value in others for place in range(0, len(value), 3)}  # once "engwel"
        if not named or "mul" in codes:
            return None
        return not named.isdisjoint("smi" if each in SAMI else each for each in codes)

    return beside(path, "path", lists, holds)


def _summary_in(wanted: object, lists: Lists) -> Asked:
    """A text is in a language of the record (008 and `path`), in Finnish or Swedish, or not surely in another."""
    given = options(wanted, "summary_in", "path", "min")
    other, least = compile_path(string(given["path"], "path"), lists.aliases), float(given["min"])

    def ask(found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        if view is None or not found:
            return None
        coded = view.record.at("008", 35, 38)
        detector = lists.tables().codings.languages
        detected = detector.detect(found[0], coded if detector.knows(coded) else "")
        if detected is None or not detected.language:
            return None
        known = {_written(code) for code in (coded, *other.values(view, each), *READ)}
        return detected.certainty < least or _written(detected.language) in known

    return Asked(ask, is_local=False, names_all=False)  # 008 too


def _written(code: str) -> str:
    """One code for the Norwegian and Danish that a detector cannot tell apart in writing."""
    return "nor" if code in ("nob", "nno", "dan") else code


def _price_free(wanted: object, lists: Lists) -> Asked:
    """A field tells no price and no licence model: no $c in 020 and 037, no 365, no amount in a note."""
    is_true(wanted, "price_free")

    def ask(found: list[str], _: View | None, each: FieldView | None) -> Verdict:
        if each is None:
            return None
        if each.tag in PRICED:
            return SUBFIELD + "c" not in each.value
        text = " ".join(part[1:] for part in each.parts)
        return each.tag != "365" and not has_price(text) and lists.tables().lists.licence_words(text) is None

    return Asked(ask)


DESCRIPTION: dict[str, Made] = {
    "all_in": _all_in,
    "all_in_set": _all_in_set,
    "rda_type": _rda_type,
    "shares_format": _shares_format,
    "duration_near": _duration_near,
    "month": _month,
    "mentions": _mentions,
    "languages_named": _languages_named,
    "summary_in": _summary_in,
    "price_free": _price_free,
}
