"""The details of a title that its page lists under a label: a table of what is asked of the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from metadata.publish.web.shown import Said, Shown, headings, one_line
from transforms.formats.oai_dc import without_isbd
from transforms.media import Media

_SERIALS = (Media.MAGAZINE, Media.AUDIOMAGAZINE)
_GOES_ON = "9999"  # 008/11-14
_IN_BRACKETS = re.compile(r"[^()]*\(([^()]+)\)[^()]*")  # 300 $a: "1 verkkoaineisto (352 sivua)"


def facts(shown: Shown) -> list[tuple[str, list[Said]]]:
    """(key of the label in texts.yml, what it says), without those that say nothing."""
    told = ((key, list(make(shown))) for key, make in FACTS)
    return [(key, values) for key, values in told if values]


def _plain(texts: Iterable[str], lang: str = "") -> list[Said]:
    return [Said(each, lang=lang) for each in dict.fromkeys(map(one_line, texts)) if each]


def _tag(tag: str, *codes: str) -> Callable[[Shown], list[Said]]:
    """The values of subfields, which are the same in every language."""

    def values(shown: Shown) -> list[Said]:
        return _plain(without_isbd(value) for each in shown.record.all(tag) for value in each.all(*codes))

    return values


def _languages(shown: Shown) -> list[Said]:
    return _plain([shown.languages])


def _subtitles(shown: Shown) -> list[Said]:
    codes = _codes(shown, "j") if shown.media is Media.FILM else []
    return _plain([", ".join(map(shown.words.language, codes))])


def _original(shown: Shown) -> list[Said]:
    """The name of the original, and its language."""
    fields = shown.record.all("240", "765")
    name = next((without_isbd(value) for each in fields for value in each.all("a", "t")), "")
    codes = _codes(shown, "h")
    tag = shown.words.tag(codes[0]) if len(codes) == 1 else ""
    return [*_plain([name], tag), *_plain([", ".join(map(shown.words.language, codes))])]


def _codes(shown: Shown, code: str) -> list[str]:
    fields = (each for each in shown.record.all("041") if each.ind2 != "7")
    return list(dict.fromkeys(value for each in fields for value in each.all(code)))


def _published(shown: Shown) -> list[Said]:
    """Publishers and year: "Otava, 2024"."""
    fields = [each for each in shown.record.all("260", "264") if each.tag == "260" or each.ind2 == "1"]
    names = [without_isbd(value) for each in fields for value in each.all("b")]
    return _plain([", ".join(filter(None, (*dict.fromkeys(names), _years(shown))))])


def _years(shown: Shown) -> str:
    """The year; of a serial from when until when."""
    if shown.media not in _SERIALS:
        return shown.year
    end = shown.record.at("008", 11, 15)
    return f"{shown.year}–{end if end.isdecimal() and end != _GOES_ON else ''}" if shown.year else ""


def _edition(shown: Shown) -> list[Said]:
    return _plain((without_isbd(each["a"]) for each in shown.record.all("250")), shown.notes_lang)


def _series(shown: Shown) -> list[Said]:
    parts = ([without_isbd(each["a"]), without_isbd(each["v"])] for each in shown.record.all("490"))
    return _plain(", ".join(filter(None, each)) for each in parts)


def _extent(shown: Shown) -> list[Said]:
    """The playing time; else what 300 tells in brackets, for all of it is one online resource."""
    told = shown.record.value("306", "a")
    if len(told) == 6 and told.isascii() and told.isdecimal() and int(told):
        parts = zip((told[:2], told[2:4], told[4:]), ("h", "min", "s"), strict=True)
        return _plain([" ".join(f"{int(number)} {unit}" for number, unit in parts if int(number))])
    return [each for field in shown.record.all("300") for each in _size(field["a"], shown)]


def _size(extent: str, shown: Shown) -> list[Said]:
    """Pages as the page's language says it; else what stands in brackets, as it is."""
    for words in shown.words.tables.words.values():
        before, _, behind = words["pages"].partition("{}")
        number = extent[len(before) : len(extent) - len(behind)]
        if extent == f"{before}{number}{behind}" and number.isdecimal():
            return _plain([shown.words.term("pages").format(number)])
    found = _IN_BRACKETS.fullmatch(extent)
    return _plain([found[1]] if found else [], shown.notes_lang)


def _audience(shown: Shown) -> list[Said]:
    notes = _plain((without_isbd(each["a"]) for each in shown.record.all("521")), shown.notes_lang)
    return [*headings(shown.record.all("385"), shown.words), *notes]


def _accessibility(shown: Shown) -> list[Said]:
    """How it is perceived, what helps (341, in the terms of sapdv), and notes (532)."""
    told = [each for each in shown.record.all("341") if each["2"] == "sapdv"]
    terms = [value for each in told for value in each.all("a", "b", "c", "d", "e")]
    notes = (each["a"] for each in shown.record.all("532"))
    return [*_plain(shown.words.term(each) or each for each in terms), *_plain(notes, shown.notes_lang)]


def _terms_of_use(shown: Shown) -> list[Said]:
    """The standard term of 506 in words, else what the note says."""
    said = []
    for field in shown.record.all("506"):
        standard = shown.words.term(field["f"])
        said += _plain([standard]) if standard else _plain([without_isbd(field["a"])], shown.notes_lang)
    return list(dict.fromkeys(said))


def _other_numbers(shown: Shown) -> list[Said]:
    return _plain(f"{each['a']} ({each['2']})" if each["2"] else each["a"] for each in shown.record.all("024"))


def _id(shown: Shown) -> list[Said]:
    return [Said(shown.title_id)]


FACTS: Sequence[tuple[str, Callable[[Shown], Iterable[Said]]]] = (
    ("language", _languages),
    ("subtitles", _subtitles),
    ("original", _original),
    ("publisher", _published),
    ("edition", _edition),
    ("series", _series),
    ("extent", _extent),
    ("file_format", _tag("347", "b")),
    ("audience", _audience),
    ("accessibility", _accessibility),
    ("terms_of_use", _terms_of_use),
    ("isbn", _tag("020", "a")),
    ("issn", _tag("022", "a", "l")),
    ("number", _other_numbers),
    ("title_id", _id),
)
