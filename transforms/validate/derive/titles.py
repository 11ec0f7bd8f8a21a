"""130, 240, 245: case, format words, subtitles, uniform titles, responsibility, easy-to-read editions (T02–T16)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.headings import own_term
from transforms.normalise.authors import statement_of
from transforms.normalise.format_words import MARKS, may_end_in_words, without_words
from transforms.record import SUBFIELD, Field, Record
from transforms.tables import Tables
from transforms.validate.checks_titles import first_letter
from transforms.validate.view import FieldView, View

SUBTITLE = re.compile(r"(.*?\S) (?::|[-–](?= [a-zåäö])) (\S.*)", re.DOTALL)
DASH = re.compile(r" [-–] [a-zåäö]")
QUALIFIER_OUTSIDE = re.compile(r"^(.{1,400}) \(([^()]{1,60})\), ([0-9]{4})$")
EASY_URI = "http://urn.fi/URN:NBN:fi:au:slm:s686"
BOOKS = frozenset("at")  # LDR/06 whose 008/22 tells the audience; others of monographs too
OTHERS = frozenset("cdefgijkmor")


def title_case(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """245 $a saaren valot becomes Saaren valot; nothing else is ever made lower or upper case."""
    parts = each.parts
    if not parts or parts[0][:1] != "a":
        return None
    place = first_letter(parts[0])
    if place < 0:
        return (each.field,)
    title = parts[0][:place] + parts[0][place].upper() + parts[0][place + 1 :]
    return (each.field.put("a", title[1:]),)


def subtitle(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """245 $a Valot : romaani becomes $a Valot : $b romaani; None where there is a $b, or no $a alone before $c."""
    parts = each.parts
    title = parts[0][1:] if parts and parts[0][:1] == "a" else ""
    codes = "".join([part[:1] for part in parts])
    if not title or "b" in codes or codes.strip("0123456789") not in ("a", "ac") or " = " in title:
        return None
    if " : " not in title and not DASH.search(title):
        return (each.field,)
    found = SUBTITLE.fullmatch(title)
    if found is None or found[2][0] == "/" or title.count(" / ") > ("c" not in codes):
        return (each.field,)
    rest, _slash, statement = found[2].partition(" / ")
    split = [("a", f"{found[1]} :"), ("b", f"{rest} /" if statement else rest), ("c", statement)]
    return (each.field.with_subfields([*split[: 3 if statement else 2], *each.field.subfields[1:]]),)


def has_no_subtitle(value: str) -> bool:
    """True for the text of a 245 without $b."""
    return f"{SUBFIELD}b" not in value


def uniform_title(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """$a Talvi (elokuva), 1999 becomes Talvi (elokuva : 1999), $a The end, $l suomi becomes The end. $l Suomi."""

    def written(code: str, value: str) -> str:
        if code == "l":
            return value[:1].upper() + value[1:]
        mark = value[len(value.rstrip(" .")) :]
        found = QUALIFIER_OUTSIDE.match(value.rstrip(" .")) if code == "a" else None
        return f"{found[1]} ({found[2]} : {found[3]}){mark}" if found else value

    pairs = each.field.map(written).subfields
    for place, (left, text) in enumerate(pairs[:-1]):
        if pairs[place + 1][0] == "l" and text.endswith(","):
            pairs[place] = (left, f"{text.rstrip(' ,')}.")
    return (each.field.with_subfields(pairs),)


def format_word(view: View, tables: Tables) -> Record | None:
    """245 $a Valot (äänikirja) becomes Valot; what the word says of edition or file goes to 250 or 347."""
    each = next(iter(view.groups.get("245", ())), None)
    if each is None:
        return None
    words = tables.cataloguing.format_words
    pairs, found = [], list[str]()
    for place, (code, value) in enumerate(each.subfields):
        rest, told = without_words(value, words) if code in "abp" else (value, [])
        if not told or (not rest and (code == "a" or place == 0)):
            pairs.append((code, value))
            continue
        found += told
        mark = value[len(value.rstrip(MARKS)) :]
        if rest:
            pairs.append((code, rest + mark))
        elif pairs:
            pairs[-1] = (pairs[-1][0], pairs[-1][1].rstrip(MARKS) + mark)
    if not found:
        return view.record
    record = view.record.swap(each, each.with_subfields(pairs))
    for word in found:
        record = _with_word(record, view, tables, word)
    return record


def _names_format(value: str, tables: Tables) -> bool:
    lists = tables.cataloguing
    return may_end_in_words(value, lists.format_endings) and bool(without_words(value, lists.format_words)[1])


FORMAT = (("245$a|b|p", _names_format),)  # what `format_word` waits for


def _with_word(record: Record, view: View, tables: Tables, word: str) -> Record:
    """What the word told, in the field it belongs to, unless that speaks already."""
    kind, key = tables.cataloguing.format_words[word]
    if kind == "edition" and not record.has("250"):
        words = tables.words["swe" if view.language == "swe" else "fin"]
        return record.add(Field.data("250", "  ", "a", words[key]))
    files = record.all("347")
    if kind != "file" or any(each.has("b") for each in files):
        return record
    bare = next((each for each in files if each.codes == "a"), None)
    if bare is None:
        return record.add(Field.data("347", "  ", "b", key))
    return record.swap(bare, bare.with_subfields([*bare.subfields, ("b", key)]))


def responsibility(view: View, _: Tables) -> Record | None:
    """245 $c from the main entry; None where there is a $c, or where the heading is more than a name and roles."""
    title = next(iter(view.groups.get("245", ())), None)
    main = next((each for tag in ("100", "110") for each in view.groups.get(tag, ())), None)
    if title is None or main is None or title.has("c"):
        return None
    pairs, statement = title.subfields, statement_of(main)
    place = max((at for at, (code, _) in enumerate(pairs) if code in "abnp"), default=-1)
    if place < 0 or not statement:
        return None
    code, value = pairs[place]
    pairs[place] = (code, f"{value.rstrip(MARKS)} /")
    return view.record.swap(title, title.with_subfields([*pairs[: place + 1], ("c", statement), *pairs[place + 1 :]]))


def easy_language(view: View, tables: Tables) -> Record | None:
    """008/22 f and the pair selkokirjat, LL-böcker in 655; None for a record that nothing calls easy to read."""
    if not _is_easy(view, tables.lists.easy_words):
        return None
    record = view.record
    if view.kind[:1] in BOOKS | OTHERS and view.kind[1:] not in "bis" and record.at("008", 22) not in ("", "f"):
        record = record.put_at("008", 22, "f")
    genre = tables.genres["SMP"]
    present = {each["2"] for each in view.groups.get("655", ()) if EASY_URI in each.all("0")}
    order = ("swe", "fin") if view.language == "swe" else ("fin", "swe")
    missing = [
        own_term("655", genre.uri, language, genre.label[language], tables.vocabulary)
        for language in order
        if f"slm/{language}" not in present
    ]
    return record.add(*missing) if missing else record


def _says_easy(value: str, tables: Tables) -> bool:
    """A first look at a subfield: the word for an easy edition, or a title that may have it in brackets at its end."""
    return value.rstrip(MARKS).endswith(")") or value.strip(" ().:/").casefold() in tables.lists.easy_words


def _has_easy_genre(value: str, _: Tables) -> bool:
    return EASY_URI in value


EASY = (("245$a|b", _says_easy), ("250$a", _says_easy), ("240|130$s", _says_easy), ("655", _has_easy_genre))


def _is_easy(view: View, words: frozenset[str]) -> bool:
    """True if the title, edition, uniform title or genre says so in so many words; a title about it does not."""
    subfields = view.subfields
    told = [
        *subfields("245").get("b", ()),
        *subfields("250").get("a", ()),
        *(value for tag in ("240", "130") if tag in view.groups for value in subfields(tag).get("s", ())),
    ]
    if any(value.strip(" ().:/").casefold() in words for value in told):
        return True
    title = next(iter(subfields("245").get("a", ())), "").rstrip(MARKS)
    if title.endswith(")") and title[title.rfind("(") + 1 : -1].casefold() in words:
        return True
    return any(EASY_URI in each.value for each in view.groups.get("655", ()))
