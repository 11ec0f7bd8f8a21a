"""An expression or a work in schema.org: a creative work, and the titles that are examples of it."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.formats.graph import Text, Thing, Uri, Value, thing

MAKERS = {
    "author": "author",
    "creator": "creator",
    "byArtist": "creator",
    "director": "creator",
}  # what a work can have
TOLD = ("name", "inLanguage", "bookFormat", "datePublished", "isbn", "issn", "url")  # of each title


def family_graph(uri: str, titles: Sequence[Thing], work: str = "") -> Thing:
    """The graph of an expression or work at this address, from those of its titles, the one that names it first.

    `work`: the address of the work that an expression is of.
    """
    said: list[tuple[str, Value]] = [("url", Uri(uri)), *(_named(each) for each in titles)]
    said += [(MAKERS[name], value) for name, value in titles[0].said if name in MAKERS] if titles else []
    said += [("exampleOfWork", Uri(work))] if work else []
    for each in titles:
        told = [(name, value) for name, value in each.said if name in TOLD]
        said.append(("workExample", thing(each.uri, each.types, told)))
    return thing(uri, ["CreativeWork"], said)


def _named(title: Thing) -> tuple[str, Value]:
    """A name, in the language of a title that has one."""
    values = {name: [value for told, value in title.said if told == name] for name in ("name", "inLanguage")}
    tags = [each.value for each in values["inLanguage"] if isinstance(each, Text)]
    name = next((each.value for each in values["name"] if isinstance(each, Text)), "")
    return "name", Text(name, tags[0] if len(tags) == 1 else "")
