"""Notes: 500, 504, 520, 586 (onix-to-marc.md §10). 505, 506 and 540, 511 and 532 have modules of their own."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop, no_full_stop
from transforms.crosswalks.onix.unnamed import made_keys
from transforms.formats.onix import Node, Product
from transforms.formats.onix.marked_text import lines_of, prose
from transforms.record import Field

SUMMARIES = ("03", "02", "05", "27")  # list 153, best first; 24 is JSON-LD for search engines
ABSTRACT = "30"
NOTICE, ERRATA, WORKS = "13", "25", "29"  # list 153; 29 is a list of the author's books
INDEX, BIBLIOGRAPHY = "25", "26"  # list 25
PRIZE = "CollateralDetail/Prize"
SHORTEST, LONGEST = 60, 4000  # characters
SENTENCE_ENDS = (". ", "! ", "? ", "… ")


def general_500(product: Product, context: Context) -> list[Field]:
    """500: an advance notice, a synthetic voice or artificial intelligence, an index, notices and errata."""
    notes = [context.words[key] for key in dict.fromkeys(_keys(product, context))]
    notes += _texts(NOTICE, context)
    notes += (context.words["errata"].format(each) for each in _texts(ERRATA, context))
    return [Field.data("500", "  ", "a", full_stop(note)) for note in dict.fromkeys(notes)]


def _keys(product: Product, context: Context) -> list[str]:
    """The notes in our own words."""
    keys = []
    if context.is_advance and context.profile.switches.get("advance_note") == "on":
        keys.append("advance")
    keys += made_keys(context.people, context.words)
    if _has(product, INDEX) and not _has(product, BIBLIOGRAPHY):
        keys.append("index")
    return keys


def bibliography_504(product: Product, context: Context) -> list[Field]:
    """504: a bibliography in the book, with its index; a list of the author's books. An index alone is in 500."""
    notes = [context.words["works"].format(each) for each in _texts(WORKS, context)]
    if _has(product, BIBLIOGRAPHY):
        notes.insert(0, context.words["bibliography-index" if _has(product, INDEX) else "bibliography"])
    return [Field.data("504", "  ", "a", full_stop(note)) for note in notes]


def _has(product: Product, content: str) -> bool:
    detail = product.first("DescriptiveDetail")
    return detail.has("AncillaryContent") and content in detail.texts("AncillaryContent/AncillaryContentType")


def summary_520(product: Product, context: Context) -> list[Field]:
    """520: the best description in each language and an abstract, where the vendor's licence or a switch lets us."""
    if not context.profile.has_summary:
        return []
    best = _best(SUMMARIES, context)
    abstracts = [text for text in _best((ABSTRACT,), context) if text not in best]
    return [
        *(Field.data("520", "  ", "a", text) for text in best),
        *(Field.data("520", "3 ", "a", text) for text in abstracts),
    ]


def awards_586(product: Product, context: Context) -> list[Field]:
    """586: what the title has won or was a candidate for, with the year; as the vendor words it, else by the code."""
    texts = (_award(each, context) for each in product.all(PRIZE))
    return [Field.data("586", "  ", "a", no_full_stop(text)) for text in dict.fromkeys(filter(None, texts))]


def _award(prize: Node, context: Context) -> str:
    """ "Finlandia-palkinto, 2025 (ehdokas)"; "" where it is not told what became of it."""
    stated = next(iter(prize.texts_in("PrizeStatement", context.language)), "")
    name = next(iter(prize.texts_in("PrizeName", context.language)), "")
    code = prize.text("PrizeCode")
    if stated or not name:
        return stated
    if f"prize-{code}" not in context.words:
        context.note("O06", f"{PRIZE}/PrizeCode", code)
        return ""
    return context.words[f"prize-{code}"].format(", ".join(filter(None, (name, prize.text("PrizeYear")))))


def _best(types: tuple[str, ...], context: Context) -> list[str]:
    """One text a language, that of cataloguing first: of the first of the types with a text of sensible length."""
    if context.texts.keys().isdisjoint(types):
        return []
    content = context.languages.content[:1]
    found: dict[str, str] = {}
    for each in (text for kind in types if kind in context.texts for text in context.texts[kind]):
        for node in each.all("Text"):
            language = node.attribute("language") or "".join(content)
            text = "" if language in found else prose(lines_of(node.element))
            if len(text) >= SHORTEST:
                found[language] = full_stop(shortened(text))
    if len(found) < 2:
        return list(found.values())
    ordered = sorted(found, key=lambda language: language != context.language)
    return list(dict.fromkeys(found[language] for language in ordered))


def shortened(text: str) -> str:
    """At most so many characters: whole sentences, else cut between words and marked with three dots."""
    if len(text) <= LONGEST:
        return text
    start = text[:LONGEST]
    end = max(start.rfind(mark) for mark in SENTENCE_ENDS)
    return start[: end + 1] if end >= LONGEST // 2 else start.rpartition(" ")[0] + "…"


def _texts(kind: str, context: Context) -> list[str]:
    """The texts of a type (list 153), each in one language."""
    if kind not in context.texts:
        return []
    found = []
    for each in context.texts[kind]:
        nodes = each.in_language("Text", context.language)
        found.append(shortened(" ".join(prose(lines_of(node.element)) for node in nodes)))
    return [text for text in found if text]
