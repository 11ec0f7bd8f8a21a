"""Notes: 500, 520, 546 (onix-to-marc.md §10). 511 is with the contributors."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.people import GENERATED, READER, SYNTHETIC_VOICES
from transforms.formats.onix import Node, Product
from transforms.formats.onix.marked_text import plain_text
from transforms.record import Field

FOR_LIBRARIES = frozenset({"", "00", "03", "04"})  # list 154: everybody, end customers, librarians
SUMMARIES = ("03", "02", "05", "27")  # list 153, best first; 24 is JSON-LD for search engines
ABSTRACT = "30"
SHORTEST, LONGEST = 60, 4000  # characters


def general_500(product: Product, context: Context) -> list[Field]:
    """500: a synthetic voice, content made by artificial intelligence."""
    keys = []
    for each in context.people:
        heard = READER in each.roles
        if each.unnamed in SYNTHETIC_VOICES or (each.unnamed == GENERATED and heard):
            keys.append("synthetic-voice")
        elif each.unnamed == GENERATED:
            keys.append("generated")
    return [Field.data("500", "  ", "a", context.words[key]) for key in dict.fromkeys(keys)]


def summary_520(product: Product, context: Context) -> list[Field]:
    """520: the best description in each language and an abstract, where the vendor's licence lets us."""
    if not context.profile.summary:
        return []
    contents = [each for each in product.all("CollateralDetail/TextContent") if is_for_libraries(each)]
    best = _best(contents, SUMMARIES)
    abstracts = {language: text for language, text in _best(contents, (ABSTRACT,)).items() if text not in best.values()}
    return [
        *(Field.data("520", "  ", "a", text) for text in best.values()),
        *(Field.data("520", "3 ", "a", text) for text in abstracts.values()),
    ]


def _best(contents: list[Node], types: tuple[str, ...]) -> dict[str, str]:
    """Cleaned text by its language, the first of the types that has one of sensible length."""
    found: dict[str, str] = {}
    for kind in types:
        for content in contents:
            if content.text("TextType") != kind:
                continue
            for node in content.all("Text"):
                language = node.attribute("language")
                text = "" if language in found else plain_text(node.element)
                if len(text) >= SHORTEST:
                    found[language] = full_stop(_shortened(text))
    return found


def _shortened(text: str) -> str:
    """At most so many characters, cut between words."""
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] + "…"


def languages_546(product: Product, context: Context) -> list[Field]:
    """546: languages of subtitles, notes, introduction and word lists, by name where we have one."""
    named: dict[str, list[str]] = {}
    for role, code in context.languages.noted:
        name = context.tables.languages[code][context.language]
        if name:
            named.setdefault(role, []).append(name)
    return [
        Field.data("546", "  ", "a", context.words[f"languages-{role}"].format(", ".join(names)))
        for role, names in sorted(named.items())
    ]


def is_for_libraries(node: Node) -> bool:
    """True if a text or resource is meant for everybody, end customers or librarians."""
    return not FOR_LIBRARIES.isdisjoint(node.texts("ContentAudience") or [""])
