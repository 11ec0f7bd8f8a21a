"""Subject headings: 600 of characters, 648, 650, 651, 653, 655 (onix-to-marc.md §11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from operator import attrgetter

from transforms.crosswalks.onix.concepts import concept_fields, field_of_label
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.subjects import Subject
from transforms.crosswalks.onix.thema import qualifier_fields
from transforms.formats.onix import Product
from transforms.headings import own_term
from transforms.onix_subjects import SubjectScheme
from transforms.reconcile.answer import SPOKEN
from transforms.record import Field
from transforms.tables import Genre, MediaForm, Tables
from transforms.vocabulary import folded

MAX_KEYWORDS = 10
MAX_SUBJECTS = 25  # a concept counts once, whatever its languages
MAX_CHARACTERS = 10
CHARACTERS = "characters"  # way of a scheme
LONGEST_ID = 20  # characters of a code that becomes $0
GENRE_SWITCH = "audiobook_genre"
TAG_OF = attrgetter("tag")
KEYWORDS = SubjectScheme("hidden", "650", " 7", "", "", ("yso", "slm"), "")


def headings_6xx(product: Product, context: Context) -> list[Field]:
    """The headings that the product tells, what Thema adds to them, the keywords, and the genre of the form."""
    told, derived = _told(context)
    if derived:
        tags = {each.tag for each in told}
        derived = [each for each in derived if each.tag == "650" or each.tag not in tags]
    controlled = [each for each in (*told, *derived) if each.tag != "653"]
    words = _unsaid([each for each in told if each.tag == "653"], controlled)
    fields = dict.fromkeys((*controlled, *words, *_genres(context)))
    return _capped(sorted(fields, key=TAG_OF))


def _unsaid(words: list[Field], controlled: list[Field]) -> list[Field]:
    """The words that no heading says, each once, as many as are allowed."""
    labels = {folded(each["a"]) for each in controlled} if words else set()
    found: dict[str, Field] = {}
    for each in words:
        label = folded(each["a"])
        if label not in labels:
            found.setdefault(label, each)
    return list(found.values())[:MAX_KEYWORDS]


def characters_600(product: Product, context: Context) -> list[Field]:
    """600: characters of fiction that the subjects name; the form of their names is not known better."""
    schemes = context.tables.onix_subjects.schemes
    named = [each for each in context.subjects if each.scheme in schemes and schemes[each.scheme].way == CHARACTERS]
    if not named or not context.fiction:
        return []
    fields = []
    for name in [name for each in named for name in _names(each)][:MAX_CHARACTERS]:
        indicators = ("1" if "," in name else "0") + schemes[named[0].scheme].indicators[1]
        fields.append(Field.data("600", indicators, "a", name, "c", context.words["fictional"]))
    return list(dict.fromkeys(fields))


def _told(context: Context) -> tuple[list[Field], list[Field]]:
    """What the subjects say, the main ones first; and what qualifiers of Thema are in Finnish vocabularies."""
    schemes = context.tables.onix_subjects.schemes
    told: list[Field] = []
    derived: list[Field] = []
    for subject in context.subjects:
        scheme = schemes.get(subject.scheme)
        if scheme is None:
            continue
        way = WAYS.get(scheme.way)
        if way is not None:
            told += way(subject, scheme, context)
        elif scheme.way == "qualifier":
            derived += qualifier_fields(subject.code, context)
    return told, derived


def _heading(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """A heading of a foreign library: its words, subdivisions behind "--", its code as $0."""
    code = subject.code
    is_id = scheme.id and code.replace("-", "").isalnum() and code.isascii() and len(code) <= LONGEST_ID
    number = _number(scheme.id, code) if is_id and any(map(str.isdecimal, code)) else ""
    for _, text in subject.texts:
        parts = [part for each in text.removesuffix(".").split("--") if (part := each.strip())]
        if parts:
            others = [each for part in parts[1:] for each in (_subdivision(part, context), part)]
            yield Field.data(scheme.tag, scheme.indicators, "a", parts[0], *others, "2", scheme.source, "0", number)


def _number(form: str, code: str) -> str:
    """The code in the form of its $0; letters before it that the form has already stand once."""
    start, _, _ = form.partition("{")
    letters = code.rstrip("0123456789")
    return form.format(code.removeprefix(letters) if letters and start.endswith(letters) else code)


def _subdivision(part: str, context: Context) -> str:
    """v for a form, x for the rest."""
    return "v" if part.casefold() in context.tables.onix_subjects.form_subdivisions else "x"


def _words(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """653: words of a scheme that has no other place here."""
    for _, text in subject.texts:
        for word in filter(None, (each.strip() for each in text.split(";"))):
            yield Field.data(scheme.tag, scheme.indicators, "a", word)


def _keywords(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """653: keywords, each in its field."""
    for word in _parted(subject, context):
        yield Field.data(scheme.tag, scheme.indicators, "a", word)


def _hidden(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """The concepts of keywords that must not be shown themselves."""
    for word in _parted(subject, context):
        found = field_of_label(word, "", KEYWORDS, context)
        if found is not None:
            yield found


def _parted(subject: Subject, context: Context) -> Iterator[str]:
    """Keywords parted at semicolons, else at commas; sentences are none, nor are words for the form of the copy."""
    forms = context.tables.cataloguing.format_words
    for _, text in subject.texts:
        for word in text.split(";" if ";" in text else ","):
            keyword = word.strip()
            if keyword and "." not in keyword and keyword.count(" ") <= 2 and keyword.casefold() not in forms:
                yield keyword


def _characters(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """653: names in what is no fiction; those of characters are in 600."""
    if not context.fiction:
        for name in _names(subject):
            yield Field.data("653", " 1", "a", name)


def _names(subject: Subject) -> Iterator[str]:
    return (name for _, text in subject.texts for each in text.split(";") if (name := each.strip()))


WAYS: dict[str, Callable[[Subject, SubjectScheme, Context], Iterator[Field]]] = {
    "concept": concept_fields,
    "heading": _heading,
    "text": _words,
    "keywords": _keywords,
    "hidden": _hidden,
    CHARACTERS: _characters,
}


def _capped(fields: list[Field]) -> list[Field]:
    """No more than 25: keywords go first, then the last topics; the others stay."""
    if len(fields) <= MAX_SUBJECTS:
        return fields
    fixed = {_identity(each) for each in fields if each.tag not in ("650", "653")}
    kept = set(fixed)
    for tag in ("650", "653"):
        for each in (each for each in fields if each.tag == tag):
            if len(kept) < MAX_SUBJECTS:
                kept.add(_identity(each))
    return [each for each in fields if _identity(each) in kept]


def _identity(field: Field) -> str:
    return field["0"] or field.value


def _genres(context: Context) -> tuple[Field, ...]:
    """655: the form of the material and of an easy edition, in both languages of SLM."""
    forms = tuple([part.form.name for part in context.parts])
    return _genre_fields(forms, context.editions, context.profile.switches.get(GENRE_SWITCH, ""), context.tables)


@lru_cache(maxsize=256)  # most products have the same few
def _genre_fields(forms: tuple[str, ...], editions: tuple[str, ...], switch: str, tables: Tables) -> tuple[Field, ...]:
    genres = [tables.genres[each] for each in editions if each in tables.genres]
    genres += [genre for each in forms for genre in _form_genres(tables.media_forms[each], switch, tables)]
    return tuple(
        own_term("655", genre.uri, language, genre.label[language], tables.vocabulary)
        for genre in genres
        for language in SPOKEN
    )


def _form_genres(form: MediaForm, switch: str, tables: Tables) -> Iterable[Genre]:
    """The genres of a form; what the vendor's switch does not want is said by what it wants."""
    subjects = tables.subjects
    wanted = subjects.form_genres_of(form.lending, {GENRE_SWITCH: switch} if switch else {})
    others = {each.uri for each in subjects.form_genres.get(form.lending, ()) if each not in wanted}
    for genre in form.genres:
        first = wanted[0] if genre.uri in others else None
        yield genre if first is None else Genre(first.uri, {"fin": first.fin, "swe": first.swe})
