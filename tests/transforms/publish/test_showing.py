from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.publish.showing import AS_IT_IS, Showing, kept_as, show, showing_of
from transforms.record import Field, Record

RECORD = Record.of(
    Field("001", "KAB01J00000000000000000000001"),
    Field("003", "FI-EMAT"),
    Field("005", "20261201070000.0"),
    Field("008", "261122s2026    fi |||| o|||||||||1|fin||"),
    Field.data("040", "  ", "a", "FI-EMAT", "b", "fin", "e", "rda"),
    Field.data("245", "10", "a", "Valot"),
    Field.data("520", "  ", "a", "Kertoo valoista."),
    Field.data("591", "  ", "a", "Oma."),
    Field.data("856", "40", "u", "https://a.example/1"),
    Field.data("998", "  ", "a", "Muuta."),
)
BRANCH = Field.data("852", "8 ", "b", "FI-Mallila")
KIND = Field.data("942", "  ", "c", "EKIRJA")


def test_003_is_the_agency_of_the_library() -> None:
    made = show(RECORD, Showing(agency="FI-Mallila"))
    assert [str(each) for each in made][:3] == [
        *map(str, RECORD.fields[:1]),
        "=003  FI-Mallila",
        *map(str, RECORD.fields[2:3]),
    ]


def test_links_name_the_003_that_records_have_in_this_view() -> None:
    """By 003 and 001 a library system finds the linked record: one with another 003 it would look for in vain."""
    links = [
        Field.data("776", "08", "i", "E-kirja:", "w", "(FI-MELINDA)1", "w", "(FI-EMAT)KAB01J00000000000000000000002"),
        Field.data("780", "00", "t", "(FI-EMAT)", "w", "(FI-EMATX)1"),
    ]
    made = show(RECORD.add(*links), Showing(agency="FI-Mallila"))
    assert [str(each) for each in made.all("776", "780")] == [
        "=776  08$iE-kirja:$w(FI-MELINDA)1$w(FI-Mallila)KAB01J00000000000000000000002",
        "=780  00$t(FI-EMAT)$w(FI-EMATX)1",
    ]
    assert show(made, Showing(agency="FI-Mallila")) == made


def test_040_ends_with_the_modifying_agency_once() -> None:
    made = show(RECORD, Showing(modifying="FI-Mallila"))
    assert str(made.first("040")) == "=040  \\\\$aFI-EMAT$bfin$erda$dFI-Mallila"
    assert show(made, Showing(modifying="FI-Mallila")) == made


def test_a_record_without_040_gets_none() -> None:
    bare = RECORD.drop("040")
    assert show(bare, Showing(modifying="FI-Mallila")) == bare


@pytest.mark.parametrize(
    ("without", "gone"),
    [
        (("520",), {"520"}),
        (("9XX",), {"998"}),
        (("59X", "998"), {"591", "998"}),
        (("5XX",), {"520", "591"}),
        (("52",), set()),
    ],
)
def test_unwanted_fields_go_by_tag_and_by_class(without: tuple[str, ...], gone: set[str]) -> None:
    assert {each.tag for each in RECORD} - {each.tag for each in show(RECORD, Showing(without=without))} == gone


def test_own_fields_stand_in_the_order_of_tags() -> None:
    made = show(RECORD, Showing(fields=(KIND, BRANCH)))
    tags = [each.tag for each in made]
    assert tags == sorted(tags)
    assert {BRANCH, KIND} <= set(made.fields)


def test_an_own_field_replaces_what_was_there_when_the_tag_is_left_out() -> None:
    own = Field.data("520", "  ", "a", "Kysy kirjastosta.")
    assert show(RECORD, Showing(without=("520",), fields=(own,))).all("520") == [own]


def test_the_stub_of_a_deleted_title_gets_no_fields() -> None:
    stub = RECORD.put_at("LDR", 5, "d")
    made = show(stub, Showing("FI-Mallila", "FI-Mallila", ("520",), (BRANCH,)))
    assert not made.has("852", "520")
    assert made.value("003") == "FI-Mallila"


def test_the_empty_showing_gives_the_record_itself() -> None:
    assert show(RECORD, AS_IT_IS) is RECORD


SHOWINGS = st.builds(
    Showing,
    st.sampled_from(("", "FI-EMAT", "FI-Mallila")),
    st.sampled_from(("", "FI-Mallila")),
    st.lists(st.sampled_from(("520", "9XX", "59X", "5XX", "856"))).map(tuple),
    st.lists(st.sampled_from((BRANCH, KIND, Field.data("506", "  ", "a", "Kortilla.")))).map(tuple),
)


@given(SHOWINGS, st.sampled_from("cnd"))
def test_law_showing_twice_is_showing_once(showing: Showing, status: str) -> None:
    once = show(RECORD.put_at("LDR", 5, status), showing)
    assert show(once, showing) == once


@given(SHOWINGS)
def test_law_what_is_not_named_stays(showing: Showing) -> None:
    kept = list(RECORD.drop("003", "040", *showing.without))
    made = show(RECORD, showing)
    assert [each for each in made if each in kept] == kept
    assert made.leader == RECORD.leader


@given(SHOWINGS)
def test_law_a_profile_keeps_a_showing_as_json(showing: Showing) -> None:
    assert showing_of(json.loads(json.dumps(kept_as(showing)))) == showing
