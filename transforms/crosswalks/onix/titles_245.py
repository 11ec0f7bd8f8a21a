"""Titles: 130, 240, 245, 246 (onix-to-marc.md §8)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop, marked, no_full_stop
from transforms.crosswalks.onix.statement import statement
from transforms.crosswalks.onix.titles import ORIGINAL, Title, titles
from transforms.formats.onix import Product
from transforms.record import Field

OPENING = "\"'“‘”’«»([-¡¿"
VARIANTS = {  # list 15 → indicators of 246
    "04": "3 ",
    "05": "3 ",
    "06": "31",
    "08": "1 ",
    "10": "3 ",
    "11": "14",
    "12": "1 ",
    "13": "1 ",
    "14": "1 ",
    "15": "18",
}
FORMER = "08"


def original_title_130_240(product: Product, context: Context) -> list[Field]:
    """240, or 130 without a main entry: the title it was translated from, or the title of an easy edition."""
    title = _preferred(product, context)
    if title is None:
        return []
    language = _language_name(context) if context.languages.is_translation else ""
    manner = context.words["easy-language"] if context.is_easy else ""
    start = _not_filed(title, context.languages.original or context.languages.content, context)
    text = no_full_stop(title.text)
    parts = marked(("a", text, ""), ("l", language, "."), ("s", manner, "."))
    if context.main:
        return [Field.data("240", f"1{start}", *parts)]
    return [Field.data("130", f"{start} ", *parts[:-1], full_stop(parts[-1]))]


def _preferred(product: Product, context: Context) -> Title | None:
    """The original title; for an easy edition that is no translation its own title."""
    original = next((each for each in titles(product, *ORIGINAL) if each.text), None)
    return original or (context.title if context.is_easy and context.title.text else None)


def title_245(product: Product, context: Context) -> list[Field]:
    """245: title, part, subtitle and statement of responsibility."""
    title = context.title
    has_heading = bool(context.main) or bool(titles(product, *ORIGINAL)) or context.is_easy
    start = _not_filed(title, context.languages.content, context)
    parts = marked(
        ("a", title.text, ""),
        ("n", title.part, "."),
        ("b", title.subtitle, " :"),
        ("c", statement(product, context), " /"),
    )
    return [Field.data("245", f"{int(has_heading)}{start}", *parts[:-1], full_stop(parts[-1]))] if parts else []


def variant_titles_246(product: Product, context: Context) -> list[Field]:
    """246: other titles than the one in 245; without a final full stop."""
    fields = []
    for kind in sorted(set(product.texts("DescriptiveDetail/TitleDetail/TitleType")) & VARIANTS.keys()):
        for title in titles(product, kind):
            if not title.text or title.text.casefold() == context.title.text.casefold():
                continue
            label = context.words["former-title"] if kind == FORMER else ""
            pairs = (("a", title.text, ""), ("n", title.part, "."), ("b", title.subtitle, " :"))
            fields.append(Field.data("246", VARIANTS[kind], "i", label, *marked(*pairs)))
    return list(dict.fromkeys(fields))


def _not_filed(title: Title, languages: list[str], context: Context) -> int:
    """How many characters filing skips: a stated prefix, else an article of the language; at most 9."""
    if title.article >= 0:
        return min(title.article, 9)
    opening = len(title.text) - len(title.text.lstrip(OPENING))
    rest = title.text[opening:].lower()
    for article, length in context.tables.articles.get(languages[0] if languages else "", ()):
        if rest.startswith(article if article.endswith("'") else f"{article} "):
            return opening + length
    return 0


def _language_name(context: Context) -> str:
    """$l: the name of the language of the text, only when there is exactly one."""
    codes = [code for code in context.languages.content if code != "smi"]
    if len(codes) != 1:
        return ""
    return context.tables.languages[codes[0]][context.language].capitalize()
