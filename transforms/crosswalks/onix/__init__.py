"""ONIX for Books 3 to MARC 21: `gate` says what becomes of a product, `convert` makes the record.

Read FIELDS as the table of contents: one function for each MARC field, in the order of the record. 001, 003,
005 and the links to the title are given later; nothing here looks anything up outside the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from transforms.crosswalks.onix.availability import note_availability
from transforms.crosswalks.onix.completeness import note_gaps
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.contributors import added_entries_7xx, main_entry_1xx, performers_511
from transforms.crosswalks.onix.control_02x import (
    control_number_035,
    isbn_020,
    language_041,
    source_040,
    standard_number_024,
)
from transforms.crosswalks.onix.gate import Gate, gate
from transforms.crosswalks.onix.leader_008 import field_008, fields_006_007, leader
from transforms.crosswalks.onix.links_7xx_856 import cover_856, other_forms_776
from transforms.crosswalks.onix.notes_5xx import general_500, languages_546, summary_520
from transforms.crosswalks.onix.origin_884 import conversion_884
from transforms.crosswalks.onix.physical_3xx import (
    content_336_338,
    duration_306,
    extent_300,
    file_347,
    sound_344,
)
from transforms.crosswalks.onix.publication_264 import edition_250, expected_263, publication_264
from transforms.crosswalks.onix.serial import note_serial_title
from transforms.crosswalks.onix.series_490 import series_490
from transforms.crosswalks.onix.subjects_072_6xx import classes_072_084, headings_65x
from transforms.crosswalks.onix.titles_245 import original_title_130_240, title_245, variant_titles_246
from transforms.formats.frame import Envelope
from transforms.formats.onix import Product
from transforms.profile import Profile
from transforms.record import Field, Issue, Record
from transforms.tables import Tables

__all__ = ["FIELDS", "Gate", "convert", "gate"]

FIELDS: tuple[Callable[[Product, Context], list[Field]], ...] = (
    fields_006_007,
    field_008,
    isbn_020,
    standard_number_024,
    control_number_035,
    source_040,
    language_041,
    classes_072_084,
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
    sound_344,
    file_347,
    series_490,
    general_500,
    performers_511,
    summary_520,
    languages_546,
    headings_65x,
    added_entries_7xx,
    other_forms_776,
    cover_856,
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
