"""The keys of a record by kind and tier: what is one, and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.match.labelled_pairs import open_pairs
from tests.transforms.match.making import book
from transforms.match.features import features_of
from transforms.match.keys import KINDS, isbn13, match_keys, sight_of, tier_of
from transforms.match.policy import MatchPolicy, Stop
from transforms.record import Field, Record

ISBN, OTHER = "9789527999127", "9781799900627"


def keys(policy: MatchPolicy, record: Record, kind: str, media: str = "ebook") -> set[str]:
    found = match_keys(record, features_of(record, media, policy), policy)
    return {value for name, value in found if name == kind}


@pytest.mark.parametrize(
    ("kind", "fields", "values"),
    [
        ("isbn", [("020", "  ", "a", "978-952-7999-12-7", "q", "EPUB")], {ISBN}),
        ("isbn", [("020", "  ", "a", "1-7999-0062-2")], {OTHER}),
        ("isbn", [("020", "  ", "a", "978-952-7999-12-8")], set()),  # wrong check digit
        ("isbn", [("020", "  ", "a", ISBN, "q", "nidottu")], set()),
        ("isbn", [("020", "  ", "a", ISBN, "q", "koko teos")], set()),
        ("isbn", [("020", "  ", "z", ISBN)], set()),
        ("isbn", [("024", "7 ", "a", "URN:ISBN:978-952-7999-12-7", "2", "urn")], {ISBN}),
        ("print", [("020", "  ", "a", ISBN, "q", "nidottu")], {ISBN}),
        ("print", [("776", "08", "z", ISBN)], {ISBN}),
        ("gtin", [("024", "1 ", "a", "602400800008")], {"00602400800008"}),
        ("gtin", [("024", "3 ", "a", "0602400800008")], {"00602400800008"}),
        ("gtin", [("024", "8 ", "a", "00602400800008")], {"00602400800008"}),
        ("gtin", [("024", "3 ", "a", "0602400800009")], set()),
        ("doi", [("024", "7 ", "a", "https://doi.org/10.99999/Example.1", "2", "doi")], {"10.99999/example.1"}),
        ("doi", [("024", "7 ", "a", "10.5240/7999-0000-0000-0080-0000-T", "2", "doi")], set()),
        (
            "eidr",
            [("024", "7 ", "a", "10.5240/7999-0000-0000-0080-0000-T", "2", "eidr")],
            {"10.5240/7999-0000-0000-0080-0000-T"},
        ),
        ("urn", [("024", "7 ", "a", "urn:nbn:fi-fe99", "2", "urn")], {"URN:NBN:fi-fe99"}),
        ("melinda", [("035", "  ", "a", "(FI-MELINDA)099990001")], {"099990001"}),
        ("melinda", [("035", "  ", "a", "FCC099990001")], {"099990001"}),
        ("oclc", [("035", "  ", "a", "(OCoLC)ocm00123")], {"123"}),
        (
            "isrcs",
            [("024", "0 ", "a", "FIZZZ2680003"), ("024", "0 ", "a", "FI-ZZZ-26-80002")],
            {"FIZZZ2680002 FIZZZ2680003"},
        ),
        ("isrcs", [("024", "0 ", "a", "FIZZZ2680003")], set()),  # one recording is no album
        ("issn", [("022", "  ", "a", "2953-8017")], set()),  # of the series of a book
        (
            "work",
            [("758", "  ", "1", "http://example.org/work/1")],
            {"http://example.org/work/1", "malli|saaren valot"},
        ),
        ("work", [("240", "10", "a", "Alkuteos.", "l", "suomi")], {"malli|alkuteos"}),
        ("work", [("765", "0 ", "t", "Alkuteos")], {"malli|alkuteos"}),
    ],
)
def test_keys_of_a_kind(policy: MatchPolicy, kind: str, fields: list[tuple[str, ...]], values: set[str]) -> None:
    record = book("Saaren valot", *(Field.data(each[0], each[1], *each[2:]) for each in fields))
    assert keys(policy, record, kind) == values


def test_issn_is_a_key_of_serials(policy: MatchPolicy) -> None:
    assert keys(policy, book("Lehti", Field.data("022", "  ", "a", "29538017")), "issn", "magazine") == {"2953-8017"}


def test_blocking_keys_name_people_words_authorities_and_series(policy: MatchPolicy) -> None:
    kanto = "http://urn.fi/URN:NBN:fi:au:finaf:000000101"
    record = Record.of(
        Field.data("041", "0 ", "a", "swe"),
        Field.data("100", "1 ", "a", "Heidenstam, Verner von,", "0", kanto),
        Field.data("245", "10", "a", "Det är ån och den blå älven"),
        Field.data("490", "0 ", "a", "Serien ;", "v", "osa II"),
    )
    assert keys(policy, record, "name-title") == {"heidenstam|ån blå|swe|ebook"}
    assert keys(policy, record, "title") == {"ån blå älven|swe|ebook"}
    assert keys(policy, record, "authority") == {"kanto:000000101|swe|ebook"}
    assert keys(policy, record, "series") == {"serien|2|swe|ebook"}


def test_a_short_title_is_found_without_its_subtitle(policy: MatchPolicy) -> None:
    long, short = book("Valot : romaani saaresta"), book("Valot")
    assert keys(policy, long, "name-title") == {"malli|valot romaani|fin|ebook", "malli|valot|fin|ebook"}
    assert keys(policy, short, "name-title") == {"malli|valot|fin|ebook"}


def test_a_title_that_is_misspelt_is_found_by_author_year_and_length(policy: MatchPolicy) -> None:
    assert keys(policy, book("Saren valot"), "extent") == {"malli|2020|200|fin|ebook"}
    for lacking in (book(name=""), book(year=""), book(pages=0)):
        assert keys(policy, lacking, "extent") == set()


def test_a_bilingual_record_is_in_the_blocks_of_both_languages(policy: MatchPolicy) -> None:
    record = Record.of(Field.data("041", "0 ", "a", "fin", "a", "swe"), Field.data("245", "10", "a", "Kela"))
    assert keys(policy, record, "title") == {"kela|fin|ebook", "kela|swe|ebook"}


def test_particles_of_a_name_make_no_other_block(policy: MatchPolicy) -> None:
    one, other = book(name="Heidenstam, Verner von"), book(name="von Heidenstam, Verner")
    assert keys(policy, one, "name-title") == keys(policy, other, "name-title")


def test_an_isbn_that_people_stopped_is_no_key_everywhere_or_on_one_title(policy: MatchPolicy) -> None:
    record = book("Saaren valot", isbn=ISBN)
    assert keys(replace(policy, stops=frozenset({Stop(ISBN)})), record, "isbn") == set()
    assert keys(replace(policy, stops=frozenset({Stop(ISBN, "Saaren valot")})), record, "isbn") == set()
    assert keys(replace(policy, stops=frozenset({Stop(ISBN, "Kissat")})), record, "isbn") == {ISBN}


def test_every_kind_has_a_tier() -> None:
    assert {tier_of((name, "")) for name in KINDS} == {"K1", "K2", "K3", "K4", "work"}


def test_a_record_without_anything_has_no_keys(policy: MatchPolicy) -> None:
    assert match_keys(Record.of(), features_of(Record.of(), "", policy), policy) == frozenset()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("978-952-7999-12-7", "9789527999127"),
        ("9789527999127", "9789527999127"),
        ("978 952 7999 12 7", "9789527999127"),
        ("ISBN 978-952-7999-12-7 (EPUB)", "9789527999127"),
        ("1-7999-0062-2", "9781799900627"),
        ("155404295X", "9781554042951"),
        ("155404295x", "9781554042951"),
        ("978-952-7999-12-8", ""),  # wrong check digit
        ("1799900623", ""),  # the same in ten digits
        ("", ""),
        ("ei ISBN:ää", ""),
    ],
)
def test_only_a_valid_isbn_is_a_key_and_in_one_form(text: str, number: str) -> None:
    assert isbn13(text) == number


def test_a_kind_is_passed_over_only_where_there_is_none(policy: MatchPolicy) -> None:
    for each in (side for pair in open_pairs() for side in (pair.left, pair.right)):
        features = features_of(each.record, each.media, policy)
        sight = sight_of(each.record, features, policy)
        every = {(name, value) for name, kind in KINDS.items() for value in kind.read(sight) if value}
        assert match_keys(each.record, features, policy) == every
