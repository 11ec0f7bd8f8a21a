"""ONIX for Books 3 to MARC 21: `gate` says what becomes of a product, `convert` makes the record.

Read FIELDS as the table of contents: one function for each MARC field, in the order of the record, with the elements
without which it would make none. 001, 003, 005 and the links to the title are given later; nothing here looks anything
up outside the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.calendar import Calendar
from transforms.crosswalks.onix.accessibility_341_532 import features_341, pages_856, statements_532
from transforms.crosswalks.onix.audience_385_521 import groups_385, notes_521
from transforms.crosswalks.onix.availability import note_availability
from transforms.crosswalks.onix.classes_05x_08x import classes_05x_08x
from transforms.crosswalks.onix.completeness import note_gaps
from transforms.crosswalks.onix.contents_505 import contents_505
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.contributors import added_entries_7xx, main_entry_1xx, performers_511
from transforms.crosswalks.onix.control_01x_040 import (
    agency_number_016,
    control_number_035,
    lccn_010,
    legal_deposit_017,
    source_040,
)
from transforms.crosswalks.onix.gate import Gate, gate
from transforms.crosswalks.onix.headings_6xx import characters_600, headings_6xx
from transforms.crosswalks.onix.languages_041_546 import language_041, languages_546
from transforms.crosswalks.onix.leader_008 import field_008, fields_006_007, leader
from transforms.crosswalks.onix.links_770_787 import links_770_787
from transforms.crosswalks.onix.meetings_711 import meetings_711
from transforms.crosswalks.onix.names_600_610 import names_600_610
from transforms.crosswalks.onix.notes_5xx import awards_586, bibliography_504, general_500, summary_520
from transforms.crosswalks.onix.numbers_020_022 import isbn_020, issn_022
from transforms.crosswalks.onix.numbers_024 import standard_number_024
from transforms.crosswalks.onix.origin_884 import conversion_884
from transforms.crosswalks.onix.physical_3xx import (
    content_336_338,
    duration_306,
    extent_300,
    file_347,
    scale_255,
    sound_344,
)
from transforms.crosswalks.onix.publication_264 import edition_250, expected_263, publication_264
from transforms.crosswalks.onix.resources_856 import resources_856
from transforms.crosswalks.onix.serial import note_serial_title
from transforms.crosswalks.onix.series_490 import series_490
from transforms.crosswalks.onix.source_work_765 import source_work_765
from transforms.crosswalks.onix.terms_506_540 import open_access_506, open_licence_540
from transforms.crosswalks.onix.thesis_502 import ELEMENTS, thesis_502
from transforms.crosswalks.onix.titles_245 import original_title_130_240, title_245, variant_titles_246
from transforms.crosswalks.onix.works_758 import works_758
from transforms.formats.frame import Envelope
from transforms.formats.onix import Product
from transforms.profile import Profile
from transforms.record import Field, Issue, Record
from transforms.tables import Tables

__all__ = ["FIELDS", "Gate", "Row", "convert", "gate"]

Make = Callable[[Product, Context], Sequence[Field]]


class Row(NamedTuple):
    """A function that makes fields, and the elements (`Product.told`) of which there must be one for it to be asked."""

    make: Make
    needs: tuple[str, ...] = ()  # none: it is always asked


FIELDS = (
    Row(fields_006_007),
    Row(field_008),
    Row(lccn_010, ("ProductIdentifier",)),
    Row(agency_number_016, ("ProductIdentifier",)),
    Row(legal_deposit_017, ("ProductIdentifier",)),
    Row(isbn_020),
    Row(issn_022, ("ProductIdentifier",)),
    Row(standard_number_024, ("ProductIdentifier", "RelatedWork", "ContentItem")),
    Row(control_number_035),
    Row(source_040),
    Row(language_041),
    Row(classes_05x_08x, ("Subject",)),
    Row(main_entry_1xx, ("Contributor",)),
    Row(original_title_130_240),
    Row(title_245),
    Row(variant_titles_246),
    Row(edition_250),
    Row(scale_255, ("MapScale",)),
    Row(expected_263, ("PublishingDate",)),
    Row(publication_264, ("PublishingDetail",)),
    Row(extent_300),
    Row(duration_306, ("Extent", "ContentItem")),
    Row(content_336_338),
    Row(features_341),
    Row(sound_344),
    Row(file_347),
    Row(groups_385, ("Audience", "AudienceCode")),
    Row(series_490, ("Collection", "TitleDetail")),
    Row(general_500),
    Row(thesis_502, ELEMENTS),
    Row(bibliography_504, ("AncillaryContent", "TextContent")),
    Row(contents_505, ("TextContent", "ContentItem")),
    Row(open_access_506, ("EpubLicense", "TextContent")),
    Row(performers_511, ("Contributor", "TextContent")),
    Row(summary_520, ("TextContent",)),
    Row(notes_521, ("Audience", "AudienceCode", "AudienceRange", "AudienceDescription", "Complexity", "Subject")),
    Row(statements_532),
    Row(open_licence_540, ("EpubLicense",)),
    Row(languages_546, ("Language",)),
    Row(awards_586, ("Prize",)),
    Row(characters_600, ("Subject",)),
    Row(names_600_610, ("NameAsSubject",)),
    Row(headings_6xx),
    Row(added_entries_7xx, ("Contributor", "Publisher")),
    Row(meetings_711, ("Conference", "Event")),
    Row(works_758, ("RelatedWork",)),
    Row(source_work_765, ("RelatedWork",)),
    Row(links_770_787, ("RelatedProduct", "RelatedWork")),
    Row(resources_856, ("SupportingResource",)),
    Row(pages_856, ("ProductFormFeature", "ProductPart")),
    Row(conversion_884),
)


NEEDED = frozenset(name for row in FIELDS for name in row.needs)


@lru_cache(maxsize=1024)  # the products of a feed tell the same things
def _asked(told: frozenset[str]) -> tuple[Make, ...]:
    """The functions for which a product with these elements has what they need."""
    return tuple(row.make for row in FIELDS if not row.needs or not told.isdisjoint(row.needs))


def convert(
    product: Product, envelope: Envelope, profile: Profile, tables: Tables, calendar: Calendar
) -> tuple[Record, tuple[Issue, ...]]:
    """The MARC record of a product that `gate` let through, and the issues of its ONIX.

    The calendar notes until when the record would come out the same.
    """
    context = Context.of(product, envelope, profile, tables, calendar)
    note_availability(product, context)
    note_gaps(product, context)
    note_serial_title(product, context)
    fields: list[Field] = []
    for make in _asked(product.told(NEEDED)):
        fields += make(product, context)
    return Record(leader(product, context), tuple(fields)), tuple(context.issues)
