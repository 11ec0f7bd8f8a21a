"""Leader and fixed fields, all of them from one media case (onix-to-marc.md §5; MARC 21)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.dates import published
from transforms.crosswalks.onix.form import technique
from transforms.crosswalks.onix.thesis_502 import is_thesis
from transforms.formats.onix import Product
from transforms.record import Field

COUNTRY = "PublishingDetail/CountryOfPublication"
PUBLISHERS = ("PublishingDetail/Imprint/ImprintName", "PublishingDetail/Publisher/PublisherName")
UNKNOWN_COUNTRY = "xx"
ADVANCE_LEVEL = "8"  # LDR/17: prepublication
THESIS = "m"  # 008/24-27
REISSUED, FIRST_PUBLISHED = "16", "11"  # list 163


def leader(product: Product, context: Context) -> str:
    """The leader of a new RDA record; encoding level 8 before publication, else by the switch."""
    level = ADVANCE_LEVEL if context.is_advance else context.profile.switches.get("encoding_confirmed", "2")
    return f"00000n{context.form.type}{context.form.level} a2200000{level}i 4500"


def fields_006_007(product: Product, context: Context) -> list[Field]:
    """006 and 007: fixed by the media case; their order is its order (Finna reads the first 007 first)."""
    return [
        *(Field("006", value) for value in context.form.f006),
        *(Field("007", value) for value in context.form.f007),
    ]


def field_008(product: Product, context: Context) -> list[Field]:
    """008: entered, date, country, the positions of the form, language."""
    middle = FORMS[context.form.config](product, context)
    value = "".join((_entered(context), _dates(context), _country(product, context), middle))
    return [Field("008", f"{value}{context.languages.fixed or '|||'}||")]


def _entered(context: Context) -> str:
    """00-05: the day the message was sent; the store keeps that of the first one."""
    sent = context.envelope.sent
    return sent[2:4] + sent[5:7] + sent[8:10] if sent else context.profile.entered


def _dates(context: Context) -> str:
    """06-14: one date, or for a reissue both; without any the switch decides between n and s."""
    year = published(context.dates)[:4]
    reissue, first = context.dates.get(REISSUED, "")[:4], context.dates.get(FIRST_PUBLISHED, "")[:4]
    if reissue and first and first < reissue:
        return f"r{reissue}{first}"
    if year:
        return f"s{year}    "
    return "s||||    " if context.profile.switches.get("unknown_date") == "national" else "nuuuuuuuu"


def _country(product: Product, context: Context) -> str:
    """15-17: the country of publication by MARC's own code, else that of a publisher whom the table knows; padded."""
    stated = product.text(COUNTRY).upper()
    code = context.tables.countries.get(stated, "")
    if stated and not code:
        context.note("O06", COUNTRY, stated)
    elif not stated:
        country_of = context.tables.lists.publisher_country
        names = (name for path in PUBLISHERS for name in product.texts(path))
        code = next(filter(None, map(country_of, names)), "")
    return f"{code or UNKNOWN_COUNTRY:<3}"


def _audience(context: Context) -> str:
    """22: what the form itself tells (a talking book is for special readers), else what the product says."""
    return context.form.audience or context.audience.code


def _book(product: Product, context: Context) -> str:
    """18-34 of a book; 24-27 tell comics and theses."""
    marks = context.form.nature + (THESIS if is_thesis(product) else "")
    nature = f"{marks:<4}" if marks else "||||"
    fiction = {True: "1", False: "0", None: "|"}[context.fiction]
    return f"{context.pictures}{_audience(context)}o{nature}|||||{fiction}|"


def _sound(product: Product, context: Context) -> str:
    """18-34 of a sound recording or a score: n, no score, in 20; f for fiction and blanks for music in 30-31."""
    score = "|" if context.form.type == "c" else "n"
    literary = "  " if context.form.type != "i" else "f " if context.fiction else "||"
    return f"||{score}|{_audience(context)}o||||||{literary}|||"


def _video(product: Product, context: Context) -> str:
    """18-34 of a film: running time in minutes, "---" when unknown, "000" over 999; technique in 34."""
    minutes = f"{(context.seconds + 30) // 60:03d}" if context.seconds else "---"
    length = minutes if len(minutes) == 3 else "000"
    return f"{length} {_audience(context)}     |o   v{technique(product, context.tables.onix_lists.forms)}"


FORMS = {"BK": _book, "MU": _sound, "VM": _video}
