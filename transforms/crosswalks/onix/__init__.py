"""ONIX for Books 3 to MARC 21: `gate` says what becomes of a product, `convert` makes the record.

Read FIELDS as the table of contents: one function for each MARC field, in the order of the record. 001, 003,
005 and the links to the title are given later; nothing here looks anything up outside the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

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
from transforms.crosswalks.onix.names_600_610 import names_600_610
from transforms.crosswalks.onix.notes_5xx import bibliography_504, general_500, summary_520
from transforms.crosswalks.onix.numbers_020_022 import isbn_020, issn_022
from transforms.crosswalks.onix.numbers_024 import standard_number_024
from transforms.crosswalks.onix.origin_884 import conversion_884
from transforms.crosswalks.onix.physical_3xx import (
    content_336_338,
    duration_306,
    extent_300,
    file_347,
    sound_344,
)
from transforms.crosswalks.onix.publication_264 import edition_250, expected_263, publication_264
from transforms.crosswalks.onix.resources_856 import resources_856
from transforms.crosswalks.onix.serial import note_serial_title
from transforms.crosswalks.onix.series_490 import series_490
from transforms.crosswalks.onix.source_work_765 import source_work_765
from transforms.crosswalks.onix.terms_506_540 import open_access_506, open_licence_540
from transforms.crosswalks.onix.titles_245 import original_title_130_240, title_245, variant_titles_246
from transforms.crosswalks.onix.works_758 import works_758
from transforms.formats.frame import Envelope
from transforms.formats.onix import Product
from transforms.profile import Profile
from transforms.record import Field, Issue, Record
from transforms.tables import Tables

__all__ = ["FIELDS", "Gate", "convert", "gate"]

FIELDS: tuple[Callable[[Product, Context], list[Field]], ...] = (
    fields_006_007,
    field_008,
    lccn_010,
    agency_number_016,
    legal_deposit_017,
    isbn_020,
    issn_022,
    standard_number_024,
    control_number_035,
    source_040,
    language_041,
    classes_05x_08x,
    main_entry_1xx,
    original_title_130_240,
    title_245,
    variant_titles_246,
    edition_250,
    expected_263,
    publication_264,
    extent_300,
    duration_306,
    content_336_338,
    features_341,
    sound_344,
    file_347,
    groups_385,
    series_490,
    general_500,
    bibliography_504,
    contents_505,
    open_access_506,
    performers_511,
    summary_520,
    notes_521,
    statements_532,
    open_licence_540,
    languages_546,
    characters_600,
    names_600_610,
    headings_6xx,
    added_entries_7xx,
    works_758,
    source_work_765,
    links_770_787,
    resources_856,
    pages_856,
    conversion_884,
)


def convert(product: Product, envelope: Envelope, profile: Profile, tables: Tables) -> tuple[Record, tuple[Issue, ...]]:
    """The MARC record of a product that `gate` let through, and the issues of its ONIX."""
    context = Context.of(product, envelope, profile, tables)
    note_availability(product, context)
    note_gaps(product, context)
    note_serial_title(product, context)
    fields = tuple(chain.from_iterable(make(product, context) for make in FIELDS))
    return Record(leader(product, context), fields), tuple(context.issues)
