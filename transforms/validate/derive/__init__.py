"""Derivations: named functions that say what a field or a record should be, for rules that no predicate can state.

A rule with `assert: {unchanged_by: NAME}` fires where the function would change something; `fix: {derive: NAME}` does.
To add one: a function in a module of its concern, and a line in DERIVATIONS. Idempotent, pure, without exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from transforms.record import Field, Record
from transforms.validate.asked import Test, Wanted
from transforms.validate.derive import (
    access,
    accessibility,
    agency_languages,
    agents,
    authorities,
    codes_008,
    contributors,
    country_008,
    dates_008,
    durations,
    field_text,
    fields,
    form,
    form_3xx,
    form_genre,
    identifiers,
    language_008,
    linkage,
    links,
    nonfiling,
    notes,
    obsolete,
    promised,
    provenance,
    publication,
    punctuation,
    roles,
    series,
    subject_moves,
    subjects,
    titles,
)
from transforms.validate.view import FieldView, View

if TYPE_CHECKING:
    from transforms.tables import Tables

OnField = Callable[["FieldView", "Tables"], "Sequence[Field] | None"]  # what should stand in its place; None: NA
OnRecord = Callable[["View", "Tables"], "Record | None"]  # the record as it should be; None: nothing to judge


class Derivation(NamedTuple):
    """One of the two functions, and what it needs."""

    on_field: OnField | None = None  # depends on the field, and on the media group (LDR/06-07), alone
    on_record: OnRecord | None = None
    unless: Test | None = None  # of fields: there is nothing to judge in one whose text does not pass
    sure: Test | None = None  # of fields: it changes none whose text passes
    sure_by: Callable[[str, Tables], bool] | None = None  # the same by a test that looks into tables
    needs: tuple[str, ...] = ()  # tags or classes ("6XX") without which there is nothing to judge; (): none
    reads: tuple[str, ...] = ()  # tags or classes that the answer depends on, LDR among them; (): all
    wanted: tuple[Wanted, ...] = ()  # paths, and tests of their values, without any of which nothing is changed …
    wanted_by: tuple[tuple[str, Callable[[str, Tables], bool]], ...] = ()  # the same by tests that look into tables
    passes: tuple[str, ...] = ()  # … and there is something to judge where one of these paths leads to a value


DERIVATIONS: dict[str, Derivation] = {
    "access_status": Derivation(on_record=links.access_status, needs=("856",)),
    "accessibility_341": Derivation(on_field=accessibility.accessibility_341),
    "age_note": Derivation(on_field=subjects.age_note),
    "agencies_040": Derivation(on_record=agency_languages.agencies_040),
    "agreeing_dates": Derivation(on_record=dates_008.agreeing_dates, needs=("008",)),
    "audience_coded": Derivation(
        on_record=codes_008.audience_coded,
        needs=("084", "385", "521", "655"),
        reads=("LDR", "008", "084", "385", "521", "655"),
    ),
    "cc_licence": Derivation(on_field=access.cc_licence),
    "completed_040": Derivation(on_record=agency_languages.completed_040),
    "comma_residue": Derivation(on_field=contributors.comma_residue, sure=contributors.has_single_commas),
    "contents_separators": Derivation(on_field=field_text.contents_separators),
    "contributor_twice": Derivation(
        on_record=contributors.contributor_twice,
        needs=("100", "110", "700", "710"),
        reads=("100", "110", "700", "710"),
    ),
    "country_of_finland": Derivation(
        on_record=country_008.country_of_finland,
        needs=("008",),
        reads=("008", "020", "260", "264"),
        wanted=(("008", country_008.is_default),),
    ),
    "country_of_iso": Derivation(
        on_record=country_008.country_of_iso,
        needs=("008",),
        reads=("008", "020"),
        wanted=(("008", country_008.has_two_letters),),
    ),
    "dates_of_agent": Derivation(on_field=agents.dates_of_agent),
    "doi": Derivation(on_field=identifiers.doi),
    "duration_306": Derivation(on_record=durations.duration_306, needs=("306",)),
    "ean_of_isbn": Derivation(on_record=identifiers.ean_of_isbn, needs=("024",)),
    "easy_language": Derivation(on_record=titles.easy_language, needs=("245", "655"), wanted_by=titles.EASY),
    "edition_words": Derivation(on_record=publication.edition_words, needs=("250",)),
    "entry_date": Derivation(on_record=dates_008.entry_date, needs=("008",)),
    "expected_month": Derivation(on_record=publication.expected_month, needs=("263",)),
    "file_347": Derivation(on_record=form_3xx.file_347),
    "followed_agent": Derivation(on_field=agents.followed_agent),
    "form_genre_added": Derivation(on_record=form_genre.form_genre_added),
    "format_word": Derivation(on_record=titles.format_word, needs=("245",), wanted_by=titles.FORMAT, passes=("245",)),
    "issn_place": Derivation(
        on_record=identifiers.issn_place, needs=("020", "022"), reads=("LDR", "020", "022", "490")
    ),
    "juvenile_coded": Derivation(on_record=subject_moves.juvenile_coded),
    "labelled_links": Derivation(on_record=links.labelled_links, needs=("856",)),
    "language_041": Derivation(on_record=agency_languages.language_041, needs=("008",)),
    "language_of_041": Derivation(on_record=language_008.language_of_041, needs=("041",)),
    "level_of_media": Derivation(on_record=form.level_of_media, reads=("LDR",)),
    "link_indicators": Derivation(on_field=links.link_indicators),
    "linked": Derivation(on_record=linkage.linked, wanted=(("XXX$6", None),)),
    "links_once": Derivation(on_record=links.links_once, needs=("856",), reads=("856",)),
    "literary_form_coded": Derivation(on_record=codes_008.literary_form_coded, needs=("072", "084")),
    "machine_headings_dropped": Derivation(on_record=subject_moves.machine_headings_dropped, needs=("883",)),
    "marked_conversion": Derivation(on_record=provenance.marked_conversion),
    "missing_types": Derivation(on_record=form_3xx.missing_types),
    "modernised": Derivation(on_record=obsolete.modernised, needs=("260", "440")),
    "nonfiling": Derivation(
        on_record=nonfiling.nonfiling, needs=("130", "240", "245"), reads=("008", "041", "130", "240", "245")
    ),
    "one_authority": Derivation(on_field=authorities.one_authority),
    "one_format": Derivation(on_record=identifiers.one_format, needs=("020",)),
    "online_extent": Derivation(on_record=form_3xx.online_extent, needs=("300",)),
    "online_types": Derivation(on_record=form_3xx.online_types),
    "ordered_agent": Derivation(on_field=agents.ordered_agent),
    "person_ids": Derivation(on_field=authorities.person_ids),
    "placeholder_name": Derivation(on_field=contributors.placeholder_name, sure_by=contributors.names_somebody),
    "plain_marks": Derivation(on_field=field_text.plain_marks, sure=field_text.has_plain_marks),
    "print_isbn": Derivation(on_record=identifiers.print_isbn, needs=("020",), reads=("020", "040", "776")),
    "print_links": Derivation(on_record=notes.print_links, needs=("020",), wanted=(("020", notes.is_qualified),)),
    "promised": Derivation(on_record=promised.promised),
    "publication_year": Derivation(on_record=publication.publication_year, needs=("264",)),
    "published_level": Derivation(on_record=dates_008.published_level),
    "publisher_place": Derivation(
        on_record=publication.publisher_place, needs=("264",), wanted=(("264$a", publication.is_unknown_place),)
    ),
    "punctuated": Derivation(on_field=punctuation.punctuated),
    "punctuated_as_told": Derivation(on_field=punctuation.punctuated_as_told),
    "qualifiers": Derivation(on_field=identifiers.qualifiers),
    "rda_terms": Derivation(on_record=form_3xx.rda_terms, needs=("336", "337", "338")),
    "reader_to_700": Derivation(
        on_record=contributors.reader_to_700,
        needs=("100",),
        reads=("100",),
        wanted_by=(("100$4|e", contributors.tells_reader),),
        passes=("100",),
    ),
    "related_links": Derivation(on_record=links.related_links, needs=("856",)),
    "reprints": Derivation(
        on_record=notes.reprints_500, needs=("500",), reads=("500",), wanted=(("500", notes.names_reprint),)
    ),
    "responsibility": Derivation(on_record=titles.responsibility, needs=("245",)),
    "role_codes": Derivation(on_field=roles.role_codes),
    "role_order": Derivation(on_field=roles.role_order, unless=roles.has_several),
    "role_terms": Derivation(on_record=roles.role_terms, needs=("100", "110", "700", "710")),
    "sami_pairs": Derivation(
        on_record=agency_languages.sami_pairs,
        needs=("008", "041"),
        reads=("008", "041"),
        wanted=(("008/35-37", agency_languages.is_sami), ("041", agency_languages.names_sami)),
    ),
    "series_numbers": Derivation(
        on_record=series.series_numbers,
        needs=("490",),
        wanted=(("490", series.may_have_number), ("490$x", None)),
        passes=("490",),
    ),
    "series_tracing": Derivation(
        on_record=series.series_tracing, needs=("490",), reads=("490", "800", "810", "811", "830")
    ),
    "shared_link": Derivation(on_field=links.shared_link),
    "sorted_fields": Derivation(on_record=fields.sorted_fields),
    "sorted_groups": Derivation(on_field=codes_008.sorted_groups),
    "split_names": Derivation(on_record=contributors.split_names, needs=("100", "700")),
    "stated_date": Derivation(on_record=dates_008.stated_date, needs=("008",)),
    "subfield_order": Derivation(on_field=field_text.subfield_order),
    "subjects_capped": Derivation(on_record=subject_moves.subjects_capped),
    "subtitle": Derivation(on_field=titles.subtitle, unless=titles.has_no_subtitle),
    "synthetic_note": Derivation(
        on_record=contributors.synthetic_note,
        needs=("245", "250", "508", "511", "700"),
        wanted_by=(("245|250|508|511|700", contributors.tells_synthetic),),
    ),
    "terms_506": Derivation(on_record=access.terms_506),
    "thesis": Derivation(on_field=notes.thesis_502),
    "title_case": Derivation(on_field=titles.title_case),
    "trade_codes_added": Derivation(on_record=subject_moves.trade_codes_added),
    "twins_added": Derivation(on_record=subject_moves.twins_added),
    "type_of_media": Derivation(on_record=form.type_of_media, reads=("LDR",)),
    "uniform_title": Derivation(on_field=titles.uniform_title),
    "uri_of_vocabulary": Derivation(on_field=authorities.uri_of_vocabulary),
    "urn": Derivation(on_field=identifiers.urn),
    "vocabulary_code": Derivation(on_field=subjects.vocabulary_code),
    "whole_006_007": Derivation(on_record=form.whole_006_007, needs=("006", "007")),
    "with_006": Derivation(on_record=form.with_006, reads=("006",)),
    "without_duplicates": Derivation(on_record=fields.without_duplicates),
    "without_indicator_twins": Derivation(
        on_record=fields.without_indicator_twins,
        needs=("246", "490", "505", "521", "700", "856"),
        reads=("246", "490", "505", "521", "700", "856"),
    ),
    "without_inferior": Derivation(on_record=fields.without_inferior, needs=("341", "490", "6XX", "7XX", "856")),
    "without_price": Derivation(on_field=notes.without_price),
    "without_vendor_note": Derivation(on_field=notes.without_vendor_note),
    "words_of_vendor": Derivation(on_record=subject_moves.words_of_vendor),
}
