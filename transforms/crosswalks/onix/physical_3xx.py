"""Scale, extent and form: 255, 300, 306, 336-338, 344, 347 (onix-to-marc.md §4 and §9; RDA)."""

from __future__ import annotations

from functools import lru_cache

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.extents import spoken
from transforms.formats.onix import Product
from transforms.record import Field
from transforms.tables import Tables

LONGEST_SCALE = 9  # digits
A_HUNDRED_HOURS = 360_000  # 306 has two digits for hours


def scale_255(product: Product, context: Context) -> list[Field]:
    """255: the scales of its maps, 50000 or 1:50000 as "Mittakaava 1:50 000."; what is no number is told."""
    fields = []
    for told in product.texts("DescriptiveDetail/MapScale"):
        number = "".join(told.removeprefix("1:").split())
        if number.isascii() and number.isdecimal() and 0 < len(number) <= LONGEST_SCALE:
            grouped = f"{int(number):,}".replace(",", " ")
            fields.append(Field.data("255", "  ", "a", context.words["scale"].format(grouped)))
        else:
            context.note("D05", "DescriptiveDetail/MapScale", told)
    return list(dict.fromkeys(fields))


def extent_300(product: Product, context: Context) -> list[Field]:
    """300: one online resource with its pages or running time; illustrated or not."""
    words = context.words
    pages = context.extents.pages if context.form.type in "ac" else ""
    if pages:
        text = words["page" if pages == "1" else "pages"].format(pages)
    elif context.seconds and context.form.type not in "ac":
        text = words["duration"].format(spoken(context.seconds))
    else:
        text = words["online"]
    if context.form.type == "a" and "a" in context.pictures:
        return [Field.data("300", "  ", "a", f"{text} :", "b", words["illustrated"])]
    return [Field.data("300", "  ", "a", text)]


def duration_306(product: Product, context: Context) -> list[Field]:
    """306: running time as HHMMSS, of audio and film, below a hundred hours."""
    seconds = context.seconds
    if not 0 < seconds < A_HUNDRED_HOURS or context.form.type in "ac":
        return []
    return [Field.data("306", "  ", "a", f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}")]


def content_336_338(product: Product, context: Context) -> tuple[Field, ...]:
    """336, 337, 338: content, media and carrier type as term, code and source."""
    form = context.form
    return _types(form.content, form.media, form.carrier, context.language, context.tables)


@lru_cache(maxsize=256)  # most products have the same few
def _types(content: tuple[str, ...], media: str, carrier: str, language: str, tables: Tables) -> tuple[Field, ...]:
    coded = [("336", "rdacontent", code) for code in content]
    coded += [("337", "rdamedia", media), ("338", "rdacarrier", carrier)]
    return tuple(
        Field.data(tag, "  ", "a", tables.rda_terms[tag, code][language], "b", code, "2", source)
        for tag, source, code in coded
    )


def sound_344(product: Product, context: Context) -> list[Field]:
    """344: digital, for sound recordings."""
    is_heard = any(part.form.recording for part in context.parts)
    return [Field.data("344", "  ", "a", context.words["digital"])] if is_heard else []


def file_347(product: Product, context: Context) -> list[Field]:
    """347: the file type with each known format; without one the type alone, never a guess. $3 in a bundle."""
    words, is_bundle = context.words, len(context.parts) > 1
    files = [
        (words[f"part-{form.lending}"] if is_bundle else "", words[form.file_type], name)
        for form, formats in context.parts
        for name in dict.fromkeys([each.name for each in formats]) or [""]
    ]
    size = _size(context) if len(files) == 1 else ""  # of two files it would be told which
    return [_file(part, kind, name, size) for part, kind, name in files]


@lru_cache(maxsize=256)
def _file(part: str, kind: str, name: str, size: str) -> Field:
    return Field.data("347", "  ", "3", part, "a", kind, "b", name, "c", size)


def _size(context: Context) -> str:
    """ "3,25 Mt", where the vendor file asks for it."""
    extents = context.extents
    if not extents.size or context.profile.switches.get("file_size") != "on":
        return ""
    return context.words[f"size-{extents.size_unit}"].format(extents.size.replace(".", ","))
