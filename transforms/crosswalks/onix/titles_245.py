"""Titles: 130, 240, 245, 246 (onix-to-marc.md §8)."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.filing import filed, not_filed
from transforms.crosswalks.onix.isbd import full_stop, marked, no_full_stop
from transforms.crosswalks.onix.statement import statement
from transforms.crosswalks.onix.titles import DISTINCTIVE, ORIGINAL, Title, first_of
from transforms.formats.onix import Product
from transforms.onix_lists import TitleType
from transforms.record import Field

Pairs = list[tuple[str, str, str]]  # subfield, value, mark before it
PARALLEL = TitleType("246", "31")
OTHER_LANGUAGE = "06"  # list 15


def original_title_130_240(product: Product, context: Context) -> list[Field]:
    """240, or 130 without a main entry: the title it was translated from, or the title of an easy edition."""
    title = _preferred(context)
    if title is None:
        return []
    language = _language_name(context) if context.languages.is_translation else ""
    manner = context.words["easy-language"] if context.is_easy else ""
    start = not_filed(title, context.languages.original or context.languages.content, context.tables)
    pairs = [("a", no_full_stop(title.text), ""), *_parts(title), ("l", language, "."), ("s", manner, ".")]
    parts = marked(*pairs)
    if context.main:
        return [Field.data("240", f"1{start}", *parts)]
    return [Field.data("130", f"{start} ", *parts[:-1], full_stop(parts[-1]))]


def _preferred(context: Context) -> Title | None:
    """The original title; for an easy edition that is no translation its own title."""
    original = first_of(context.titles, ORIGINAL)
    return original or (context.title if context.is_easy and context.title.text else None)


def title_245(product: Product, context: Context) -> list[Field]:
    """245: title, part, subtitle and statement of responsibility."""
    title = context.title
    has_heading = bool(context.main) or _preferred(context) is not None
    start = not_filed(title, context.languages.content, context.tables)
    parts = marked(*_whole(title), ("c", statement(product, context), " /"))
    if title.source not in ("", title.told):
        context.note("T07", "DescriptiveDetail/TitleDetail/TitleElement", title.source, after=title.told)
    return [Field.data("245", f"{int(has_heading)}{start}", *parts[:-1], full_stop(parts[-1]))] if parts else []


def variant_titles_246(product: Product, context: Context) -> list[Field]:
    """246: other titles than the one in 245, each once; without articles and without a final full stop."""
    fields: dict[str, Field] = {}
    for use, title, languages in _variants(context):
        key = title.told.casefold()
        if key in fields or _is_said(title, context.title):
            continue
        text = filed(title, languages, context.tables)
        label = context.words[use.label] if use.label else ""
        fields[key] = Field.data("246", use.indicators, "i", label, *marked(*_whole(title._replace(text=text))))
    return list(fields.values())


def _variants(context: Context) -> Iterator[tuple[TitleType, Title, tuple[str, ...]]]:
    """The parallel title of 245, then the titles that go to 246, by type; with the languages they may be in."""
    if context.title.parallel:
        yield PARALLEL, Title(context.title.parallel), ()
    uses, main = context.tables.onix_lists.descriptions.titles, first_of(context.titles, DISTINCTIVE)
    for kind in sorted(context.titles):
        use = uses.get(kind)
        if use is None:
            context.note("O06", "DescriptiveDetail/TitleDetail/TitleType", kind)
        elif use.indicators:
            for title in context.titles[kind]:
                if title is not main:
                    yield use, title, () if kind == OTHER_LANGUAGE else context.languages.content


def _is_said(title: Title, main: Title) -> bool:
    """True if 245 says all of a title already."""
    return (
        title.text.casefold() == main.text.casefold()
        and title.subtitle.casefold() in ("", main.subtitle.casefold())
        and title.parts in ((), main.parts)
    )


def _whole(title: Title) -> Pairs:
    """Title, parts and subtitle; a parallel title takes the place of the subtitle and has its own behind it."""
    rest, mark = title.subtitle, " :"
    if title.parallel:
        rest, mark = f"{title.parallel} : {rest}" if rest else title.parallel, " ="
    return [("a", title.text, ""), *_parts(title), ("b", rest, mark)]


def _parts(title: Title) -> Pairs:
    """$n and $p with their marks: a comma before a name behind its number, else a full stop."""
    before = ("", *(code for code, _ in title.parts))
    return [
        (code, value, "," if code == "p" and last == "n" else ".")
        for last, (code, value) in zip(before, title.parts, strict=False)
    ]


def _language_name(context: Context) -> str:
    """$l: the name of the language of the text, only when there is exactly one."""
    codes = [code for code in context.languages.content if code != "smi"]
    if len(codes) != 1:
        return ""
    return context.tables.languages[codes[0]][context.language].capitalize()
