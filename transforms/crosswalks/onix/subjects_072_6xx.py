"""Subjects: 072, 084, 650, 651, 653, 655 (onix-to-marc.md §11)."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.subjects import Subject
from transforms.formats.onix import Product
from transforms.record import Field
from transforms.tables import Genre, MediaForm, SubjectScheme

MAX_KEYWORDS = 10
LANGUAGES = frozenset(("fin", "swe", "eng"))  # that YSO has labels in; the part of $2 behind the slash


def classes_072_084(product: Product, context: Context) -> list[Field]:
    """072 and 084: codes of subject categories and classes, the main one first."""
    fields = []
    for subject, scheme in _placed(context):
        if scheme.way == "code" and subject.code:
            fields.append(Field.data(scheme.tag, scheme.indicators, "a", subject.code, "2", scheme.source))
        elif scheme.way == "genre":
            fields += _fiction_genre(subject, scheme, context)
    return sorted(dict.fromkeys(fields), key=lambda field: field.tag)


def headings_65x(product: Product, context: Context) -> list[Field]:
    """650, 651, 655 where the code is a URI of the vocabulary; 653 for other subjects in words; genre."""
    controlled: list[Field] = []
    keywords: list[str] = []
    for subject, scheme in _placed(context):
        if scheme.way == "uri" and _uri(subject, scheme):
            controlled += _headings(subject, scheme, context)
        elif scheme.way == "keywords":
            keywords += _keywords(subject)
        elif scheme.way in ("uri", "text"):
            keywords += (word.strip() for _, text in subject.texts for word in text.split(";"))
    free = [Field.data("653", "  ", "a", word) for word in dict.fromkeys(filter(None, keywords))][:MAX_KEYWORDS]
    fields = [*dict.fromkeys(controlled), *free, *_genres(context)]
    return sorted(dict.fromkeys(fields), key=lambda field: field.tag)


def _placed(context: Context) -> Iterator[tuple[Subject, SubjectScheme]]:
    """The subjects whose scheme has a place in MARC."""
    for subject in context.subjects:
        scheme = context.tables.subject_schemes.get(subject.scheme)
        if scheme:
            yield subject, scheme


def _fiction_genre(subject: Subject, scheme: SubjectScheme, context: Context) -> list[Field]:
    """084 9#: one of the words of the closed list."""
    word = (subject.texts[0][1] if subject.texts else subject.code).capitalize()
    if word in context.tables.fiction_genres:
        return [Field.data(scheme.tag, scheme.indicators, "a", word, "2", scheme.source)]
    context.note("O06", "DescriptiveDetail/Subject/SubjectCode", subject.code or word)
    return []


def _uri(subject: Subject, scheme: SubjectScheme) -> str:
    """The code as a canonical (http) URI of the vocabulary, or ""."""
    code = subject.code.replace("https://", "http://", 1)
    return code if code.startswith(scheme.uri) and len(code) > len(scheme.uri) else ""


def _headings(subject: Subject, scheme: SubjectScheme, context: Context) -> list[Field]:
    """A controlled heading for each text; one without a text waits for its label, the URI says what it is."""
    uri = _uri(subject, scheme)
    return [
        Field.data(
            scheme.tag,
            scheme.indicators,
            "a",
            text.rstrip("."),
            "2",
            f"{scheme.source}/{language if language in LANGUAGES else context.language}",
            "0",
            uri,
        )
        for language, text in subject.texts or (("", ""),)
    ]


def _keywords(subject: Subject) -> Iterator[str]:
    """Keywords parted at semicolons, else at commas; sentences are none."""
    for _, text in subject.texts:
        for word in text.split(";" if ";" in text else ","):
            keyword = word.strip()
            if keyword and "." not in keyword and keyword.count(" ") <= 2:
                yield keyword


def _genres(context: Context) -> Iterator[Field]:
    """655: the form of the material and of an easy edition, in both languages of SLM."""
    genres = [context.tables.genres[each] for each in context.editions if each in context.tables.genres]
    genres += (genre for part in context.parts for genre in _form_genres(part.form, context))
    for genre in genres:
        yield from _pair(genre)


def _form_genres(form: MediaForm, context: Context) -> Iterator[Genre]:
    """The genres of a form; what the vendor's switch does not want is said by what it wants."""
    subjects = context.tables.subjects
    wanted = subjects.form_genres_of(form.lending, context.profile.switches)
    others = {each.uri for each in subjects.form_genres.get(form.lending, ()) if each not in wanted}
    for genre in form.genres:
        first = wanted[0] if genre.uri in others else None
        yield genre if first is None else Genre(first.uri, {"fin": first.fin, "swe": first.swe})


def _pair(genre: Genre) -> Iterator[Field]:
    for language in ("fin", "swe"):
        yield Field.data("655", " 7", "a", genre.label[language], "2", f"slm/{language}", "0", genre.uri)
