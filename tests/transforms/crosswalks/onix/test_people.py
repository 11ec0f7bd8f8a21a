"""Who the contributors of a product are: one entry for each, in order, with all that he or she did."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    FORM,
    PROFILE,
    Converted,
    contributor,
    converted,
    tables,
)
from transforms.crosswalks.onix.people import level_of

MUSIC = AUDIO + "<ProductContentType>03</ProductContentType>"
NAMED = "<PersonName>{}</PersonName>"
ID = "<NameIdentifier><NameIDType>16</NameIDType><IDValue>{}</IDValue></NameIdentifier>"


def names(made: Converted) -> list[str]:
    return [field["a"].rstrip(",.") for field in made.record.all("1XX", "7XX")]


@pytest.mark.parametrize(
    "name", ["Useita kirjailijoita", "N.N.", "n. n.", "Various", "Ilmoitetaan myöhemmin", "-", "..."]
)
def test_who_stands_for_nobody_is_left_out_and_told(name: str) -> None:
    made = converted(contributor("A01", NAMED.format(name)) + contributor("B01", "Malli, Matti", 2))
    assert names(made) == ["Malli, Matti"]
    assert [(each.value, each.fixed) for each in made.issues if each.rule == "A02"] == [(name, True)]


def test_a_brand_is_no_person_but_may_be_a_body() -> None:
    assert names(converted(contributor("A01", "Disney"))) == []
    assert names(converted(contributor("A01", "<CorporateName>Disney</CorporateName>"))) == ["Disney"]


@pytest.mark.parametrize("name", ["Virtual Voice", "Synteettinen ääni (Aino)", "AI narrator", "Syntetiskt tal"])
def test_the_name_of_a_machine_that_reads_is_a_note(name: str) -> None:
    made = converted(contributor("E07", NAMED.format(name)), form=AUDIO)
    assert made.lines("500", "511", "7XX") == ["\\\\$aLukija: synteettinen ääni."]
    assert ("A02", name) in made.found


def test_a_contributor_of_whom_nothing_is_told_is_reported() -> None:
    made = converted(contributor("A01", "<KeyNames></KeyNames>"))
    assert names(made) == []
    assert [each.value for each in made.issues if each.path == "DescriptiveDetail/Contributor"] == ["PersonName"]


def test_an_unknown_code_for_the_unnamed_is_reported() -> None:
    made = converted(contributor("A01", "<UnnamedPersons>77</UnnamedPersons>"))
    assert made.found == [("O06", "77")]


def test_two_names_in_one_are_two_people_in_the_same_role() -> None:
    made = converted(contributor("A01", "Marx, Karl ja Engels, Friedrich"))
    assert made.lines("1XX", "7XX", "245") == [
        "1\\$aMarx, Karl,$ekirjoittaja.$4aut",
        "10$aSaaren valot /$cKarl Marx, Friedrich Engels.",
        "1\\$aEngels, Friedrich,$ekirjoittaja.$4aut",
    ]
    assert [(each.rule, each.after) for each in made.issues if each.rule == "A03"] == [
        ("A03", "Marx, Karl; Engels, Friedrich")
    ]


@pytest.mark.parametrize(
    "xml",
    [
        "<CorporateName>Malli, Matti ja Otos, Olli</CorporateName>",
        ID.format("0000000121032683") + "<PersonNameInverted>Malli, Matti ja Otos, Olli</PersonNameInverted>",
        NAMED.format("Jacob ja Wilhelm Grimm"),
    ],
)
def test_a_name_that_may_be_one_is_not_split(xml: str) -> None:
    assert len(names(converted(contributor("A01", xml)))) == 1


def test_the_better_form_of_a_name_is_kept() -> None:
    plain, inverted = contributor("E07", NAMED.format("Anna Esimerkki")), contributor("A01", "Esimerkki, Anna", 2)
    made = converted(plain + inverted, form=AUDIO)
    assert made.lines("1XX", "7XX") == ["1\\$aEsimerkki, Anna,$ekirjoittaja,$elukija.$4aut$4nrt"]


def test_namesakes_with_different_numbers_stay_apart() -> None:
    ids = ("0000000121032683", "0000000121479135")
    two = [
        contributor("A01", ID.format(each) + "<PersonNameInverted>Malli, Matti</PersonNameInverted>") for each in ids
    ]
    assert names(converted("".join(two))) == ["Malli, Matti", "Malli, Matti"]
    unknown = contributor("A12", "Malli, Matti", 2)
    assert names(converted(two[0] + unknown)) == ["Malli, Matti"]


def test_father_and_son_stay_apart() -> None:
    name = "<KeyNames>Dumas</KeyNames><SuffixToKey>{}</SuffixToKey>"
    both = contributor("A01", name.format("vanhempi")) + contributor("A01", name.format("nuorempi"), 2)
    assert [field["c"] for field in converted(both).record.all("1XX", "7XX")] == ["vanhempi,", "nuorempi,"]


@pytest.mark.parametrize(
    ("form", "role", "national", "tag"),
    [
        (FORM, "A01", False, "100"),
        (FORM, "A03", False, "100"),
        (FORM, "A03", True, "700"),
        (FORM, "A08", True, "100"),
        (FORM, "B01", False, "700"),
        (AUDIO, "E07", False, "700"),
        (AUDIO, "E99", False, "700"),
        (MUSIC, "E99", False, "100"),
        (MUSIC, "E99", True, "700"),
        (MUSIC, "A06", True, "100"),
        (MUSIC, "D03", False, "700"),
        (FILM, "A03", False, "700"),
        (FILM, "D02", False, "700"),
    ],
)
def test_main_entry_by_role_material_and_switch(form: str, role: str, national: bool, tag: str) -> None:
    profile = replace(PROFILE, switches={"main_entry_roles": "national"}) if national else PROFILE
    made = converted(contributor(role, "Malli, Matti"), profile, form=form)
    assert [field.tag for field in made.record.all("1XX", "7XX")] == [tag]


def test_the_publisher_by_a_switch() -> None:
    publisher = (
        "<Imprint><ImprintName>Malli</ImprintName></Imprint><Publisher><PublishingRole>01</PublishingRole>"
        "<PublisherName>Mallikustannus Oy</PublisherName></Publisher>"
    )
    switched = replace(PROFILE, switches={"publisher_added_entry": "on"})
    swedish = replace(switched, language="swe")
    assert converted(publishing=publisher).lines("710") == []
    assert converted(profile=switched, publishing=publisher).lines("710") == [
        "2\\$aMallikustannus Oy,$ekustantaja.$4pbl"
    ]
    assert converted(profile=swedish, publishing=publisher).lines("710") == [
        "2\\$aMallikustannus Oy,$eförläggare.$4pbl"
    ]


def test_the_adapter_of_an_easy_edition_in_swedish() -> None:
    detail = contributor("B05", "Malli, Matti") + "<EditionType>SMP</EditionType>"
    assert converted(detail, replace(PROFILE, language="swe")).lines("700") == [
        "1\\$aMalli, Matti,$eLL-bearbetare.$4adp"
    ]


def test_a_huge_sequence_number_harms_nobody() -> None:
    first = contributor("A01", "A, A").replace(">1<", f">{'9' * 5000}<")
    assert names(converted(first + contributor("A01", "B, B", 2))) == ["B, B", "A, A"]


roles = st.lists(st.sampled_from(sorted(tables().onix_names.relators)), min_size=1, max_size=5, unique=True)


@settings(max_examples=60, deadline=None)
@given(roles)
def test_roles_of_one_person_are_ordered_by_level(told: list[str]) -> None:
    made = converted("".join(contributor(role, "Malli, Matti", place) for place, role in enumerate(told)))
    (field,) = made.record.all("1XX", "7XX")
    ranks = tables().cataloguing.roles.ranks
    levels = [ranks.get(code, 9) for code in field.all("4")]
    assert levels == sorted(levels)
    assert min(level_of(role, tables()) for role in told) == levels[0]
    assert len(field.all("e")) == len(set(field.all("e")))


@pytest.mark.parametrize(
    ("sent", "heading"),
    [
        ("Malli, Matti (lukija)", "Malli, Matti"),
        ("Malli, Matti (kuv.)", "Malli, Matti"),
        ("Malli, Matti (uppläsare)", "Malli, Matti"),
        ("Malli, Matti (Helsinki)", "Malli, Matti (Helsinki)"),
        ("Malli, Matti (1970-)", "Malli, Matti (1970-)"),
    ],
)
def test_a_word_for_a_role_in_brackets_is_no_part_of_a_name(sent: str, heading: str) -> None:
    made = converted(contributor("E07", sent), form=AUDIO)
    (field,) = made.record.all("700")
    assert field["a"].rstrip(",") == heading
    is_mended = sent != heading
    assert [(each.rule, each.after) for each in made.issues if each.rule == "O23"] == [("O23", heading)] * is_mended
    assert ("(" in made.record.value("511", "a")) is not is_mended
