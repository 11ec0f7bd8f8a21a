"""What a title is about, its genre and its audience: concepts by their URIs, in every language the record has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from transforms.formats.graph import Text, Thing, Uri, Value, is_iri, thing
from transforms.formats.oai_dc import without_isbd
from transforms.formats.schema_org.title import Title, texts
from transforms.record import Field

SUBJECTS = ("600", "610", "611", "630", "647", "648", "650", "651")
_AGES = re.compile(r"(?<!\d)(\d{1,2}) ?(?:[-–] ?(\d{1,2})(?!\d)|(\+))")


def about(title: Title) -> Iterator[Thing]:
    """Headings with a URI, each concept once with its terms."""
    return _concepts(title, title.record.all(*SUBJECTS))


def genres(title: Title) -> Iterator[Value]:
    """Genres (655): concepts where they have a URI, else terms."""
    fields = title.record.all("655")
    yield from _concepts(title, fields)
    yield from texts(_term(each) for each in fields if not _uri(each))


def keywords(title: Title) -> Iterator[Text]:
    """Headings without a URI, and uncontrolled terms (653)."""
    headings = (_term(each) for each in title.record.all(*SUBJECTS) if not _uri(each))
    free = (value for each in title.record.all("653") for value in each.all("a"))
    return texts(dict.fromkeys((*headings, *free)))


def audiences(title: Title) -> Iterator[Thing]:
    """Whom it is for (385), each group once with its terms."""
    groups: dict[str, list[Field]] = {}
    for each in title.record.all("385"):
        groups.setdefault(_uri(each) or each["a"], []).append(each)
    for number, (uri, fields) in enumerate(groups.items(), 1):
        said: list[tuple[str, Value]] = [("audienceType", _labelled(title, each)) for each in fields]
        said += [("sameAs", Uri(uri))] if is_iri(uri) else []
        yield thing(title.part("audience", number), ["Audience"], said)


def ages(title: Title) -> Iterator[Text]:
    """The ages that a note on the audience (521 1#) tells, as "8-11" or "16-"."""
    for field in title.record.all("521"):
        found = _AGES.search(field["a"]) if field.ind1 == "1" else None
        if found:
            yield Text(f"{found[1]}-{found[2] or ''}")


def _concepts(title: Title, fields: Iterable[Field]) -> Iterator[Thing]:
    concepts: dict[str, list[Field]] = {}
    for each in fields:
        if uri := _uri(each):
            concepts.setdefault(uri, []).append(each)
    for uri, terms in concepts.items():
        said: list[tuple[str, Value]] = [("name", _labelled(title, each)) for each in terms]
        kind = title.words.headings[terms[0].tag]
        scheme = title.words.schemes.get(terms[0]["2"].partition("/")[0], "")
        said += [("inDefinedTermSet", Uri(scheme))] if scheme and kind == "DefinedTerm" else []
        yield thing(uri, [kind], said)


def _uri(field: Field) -> str:
    return next(filter(is_iri, (*field.all("0"), *field.all("1"))), "")


def _labelled(title: Title, field: Field) -> Text:
    """The term with the language that $2 tells behind its slash."""
    _, _, code = field["2"].partition("/")
    return Text(_term(field), title.words.language(code))


def _term(field: Field) -> str:
    parts = (" ".join(field.all("a", "b", "c", "d", "n", "p", "q", "t")), *field.all("v", "x", "y", "z"))
    return " – ".join(filter(None, map(without_isbd, parts)))
