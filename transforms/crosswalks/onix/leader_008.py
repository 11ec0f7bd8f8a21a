"""Leader and fixed fields, all of them from one media case (onix-to-marc.md §5; MARC 21)."""

from __future__ import annotations

from transforms.crosswalks.onix.audience import audience_code
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.dates import published
from transforms.crosswalks.onix.gate import is_advance
from transforms.crosswalks.onix.subjects import is_fiction
from transforms.formats.onix import Product
from transforms.record import Field

ILLUSTRATIONS = frozenset(  # list 25
    f"{code:02d}" for code in (*range(1, 7), 9, 10, 12, 13, *range(15, 19), *range(21, 25))
)
MAPS = "14"
UNKNOWN_COUNTRY = "xx"


def leader(product: Product, context: Context) -> str:
    """The leader of a new RDA record; encoding level 8 before publication, else by the switch."""
    level = "8" if is_advance(product) else context.profile.switches.get("encoding_confirmed", "2")
    return f"00000n{context.form.type}{context.form.level} a2200000{level}i 4500"


def fields_006_007(product: Product, context: Context) -> list[Field]:
    """006 and 007: fixed by the media case; their order is its order (Finna reads the first 007 first)."""
    return [
        *(Field("006", value) for value in context.form.f006),
        *(Field("007", value) for value in context.form.f007),
    ]


def field_008(product: Product, context: Context) -> list[Field]:
    """008: entered, date, country, the positions of the form, language."""
    content = context.languages.content
    middle = FORMS[context.form.config](product, context)
    value = "".join((_entered(context), _dates(context), _country(product, context), middle))
    return [Field("008", f"{value}{content[0] if content else '|||'}||")]


def _entered(context: Context) -> str:
    """00-05: the day the message was sent."""
    sent = context.envelope.sent
    return sent[2:4] + sent[5:7] + sent[8:10] if sent else context.profile.entered


def _dates(context: Context) -> str:
    """06-14: one date, or for a reissue both; without any the switch decides between n and s."""
    year = published(context.dates)[:4]
    reissue, first = context.dates.get("16", "")[:4], context.dates.get("11", "")[:4]
    if reissue and first and first < reissue:
        return f"r{reissue}{first}"
    if year:
        return f"s{year}    "
    return "s||||    " if context.profile.switches.get("unknown_date") == "national" else "nuuuuuuuu"


def _country(product: Product, context: Context) -> str:
    """15-17: the country of publication by MARC's own code, padded."""
    stated = product.text("PublishingDetail/CountryOfPublication").upper()
    code = context.tables.countries.get(stated, "")
    if stated and not code:
        context.note("O06", "PublishingDetail/CountryOfPublication", stated)
    return f"{code or UNKNOWN_COUNTRY:<3}"


def _book(product: Product, context: Context) -> str:
    """18-34 of a book."""
    nature = "6   " if context.form.name == "ebook-comic" else "||||"
    fiction = {True: "1", False: "0", None: "|"}[is_fiction(context.subjects)]
    return f"{_illustrations(product)}{audience_code(product)}o{nature}|||||{fiction}|"


def _illustrations(product: Product) -> str:
    """18-21 of a book: illustrations, maps; fill when nothing is said."""
    codes = set(product.texts("DescriptiveDetail/AncillaryContent/AncillaryContentType"))
    marks = ("a" if codes & ILLUSTRATIONS else "") + ("b" if MAPS in codes else "")
    return f"{marks:<4}" if marks else "||||"


def _sound(product: Product, context: Context) -> str:
    """18-34 of a sound recording or score; literary text: f for fiction, blank for music."""
    literary = "  " if context.form.type != "i" else "f " if is_fiction(context.subjects) else "||"
    return f"||n|{audience_code(product)}o||||||{literary}|||"


def _video(product: Product, context: Context) -> str:
    """18-34 of a film: running time in minutes, "---" when unknown, "000" over 999."""
    minutes = f"{(context.seconds + 30) // 60:03d}" if context.seconds else "---"
    return f"{minutes if len(minutes) == 3 else '000'} {audience_code(product)}     |o   v|"


FORMS = {"BK": _book, "MU": _sound, "VM": _video}
