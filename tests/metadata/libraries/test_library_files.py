"""The library file: what each key takes, and what is said of what it does not take."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from feeds import SHIPPED
from hypothesis import given
from hypothesis import strategies as st
from library_files import library_of, put_library

from metadata.errors import ConfigError
from metadata.libraries import Library, load_known, load_libraries, load_library
from metadata.libraries.ils import load_ils
from metadata.libraries.parts import Licence
from metadata.libraries.schema import ils_schema, library_schema
from metadata.libraries.shown import showing_for
from metadata.libraries.values import title_name
from metadata.mint import mint_title_id

jsonschema = pytest.importorskip("jsonschema")


@pytest.mark.parametrize(("name", "made"), [("library.schema.json", library_schema), ("ils.schema.json", ils_schema)])
def test_the_schema_of_editors_is_that_of_the_model(name: str, made: Any) -> None:
    assert (SHIPPED / name).read_text("utf-8") == made(), "emat libraries schema > that file"


@pytest.mark.parametrize("path", sorted((SHIPPED / "libraries").glob("*.yml")), ids=lambda path: path.stem)
def test_shipped_libraries_fit_the_schema_and_name_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../library.schema.json\n")
    content = json.loads(json.dumps(yaml.safe_load(text), default=str))  # a date as it is written
    jsonschema.Draft202012Validator(json.loads(library_schema())).validate(content)


@pytest.mark.parametrize("path", sorted((SHIPPED / "ils").glob("*.yml")), ids=lambda path: path.stem)
def test_library_systems_fit_the_schema_and_name_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../ils.schema.json\n")
    jsonschema.Draft202012Validator(json.loads(ils_schema())).validate(yaml.safe_load(text))


def test_there_is_a_file_for_each_library_system() -> None:
    assert set(load_ils(SHIPPED)[0]) == {"generic", "koha", "sierra", "folio", "aurora", "melinda"}


def test_collections_and_titles_may_have_days(tmp_path: Path) -> None:
    acquires = library_of(
        tmp_path,
        acquires={
            "collections": ["alpha", {"name": "beta", "from": date(2026, 1, 1), "until": date(2026, 12, 31)}],
            "titles": ["9789527999011", {"id": "alpha:a1", "until": date(2026, 6, 30)}],
        },
    ).acquires
    assert [(each.name, each.from_, each.until) for each in acquires.collections] == [
        ("alpha", None, None),
        ("beta", date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert [(each.id, each.until) for each in acquires.titles] == [
        ("isbn:9789527999011", None),
        ("alpha:a1", date(2026, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ils": "kohaa"}, "FI-Koe.yml:15: ils: no such library system: kohaa; did you mean 'koha'?"),
        ({"isil": "FI-Muu"}, "FI-Koe.yml:1: isil: the file of FI-Muu is FI-Muu.yml"),
        ({"holdings": {"itemtype": "X"}, "ils": "koha"}, "did you mean 'item_type'?"),
        ({"linkz": {}}, "did you mean 'links'?"),
        ({"links": {"alpha": "http://library.example/{vendor_id}"}}, "links.alpha: not an address such as https://"),
        ({"links": {"alpha": "https://library.example/{id}"}}, "nothing fills {id}"),
        ({"links": {"alpha": "https://library.example/"}}, "without {vendor_id} every title would have the same link"),
        ({"links": {"alpha": "https://library.example/{vendor_id"}}, "a brace stands alone"),
        ({"links": {"alpha": "https://{vendor_id}.example/"}}, "not an address"),
        ({"without": ["245"]}, "245 would leave out 245, which every record needs"),
        ({"without": ["0XX"]}, "0XX would leave out 001"),
        ({"without": ["8XX"]}, "8XX would leave out 856"),
        ({"fields": ["001 ## $a x"]}, "is not written as it must be"),
        ({"fields": ["245 10 $a Oma"]}, "245 is the consortium's"),
        ({"fields": ["856 40 $u https://x.example"]}, "856 is made of links: and link_text:"),
        ({"acquires": {"collections": [{"name": "alpha", "til": date(2026, 1, 1)}]}}, "did you mean 'until'?"),
        ({"acquires": {"titles": ["9789527999012"]}}, "names no title"),
        ({"acquires": {"titles": [9789527999011]}}, "9789527999011 names no title: quote it"),
        (
            {"acquires": {"collections": [{"name": "a1", "from": date(2027, 1, 1), "until": date(2026, 1, 1)}]}},
            "before",
        ),
        ({"acquires": {"media": ["ebok"]}}, "did you mean 'ebook'?"),
        ({"acquires": {"audiences": ["grown-ups"]}}, "audiences"),
        ({"acquires": {"languages": ["fin", "sme"]}}, "sme stands in 041 alone: the Sámi languages have one code"),
        ({"notice": "30"}, "notice: '30' is no duration"),
        ({"acquisitions": {"a": {"format": "kbart", "fetch": {"kind": "folder", "path": "x"}}}}, "say vendor: NAME"),
        ({"acquisitions": {"a": {"format": "csv", "fetch": {"kind": "oai", "url": "https://x.example"}}}}, "fetch"),
    ],
)
def test_what_cannot_be_is_told_with_what_would_do(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    isil = changed.pop("isil", "FI-Koe")
    path = put_library(tmp_path, isil, **changed)
    path = path.rename(path.with_name("FI-Koe.yml"))
    with pytest.raises(ConfigError) as error:
        load_library(path, load_known(SHIPPED))
    assert told in str(error.value)
    assert str(error.value).startswith("FI-Koe.yml:")


def test_every_library_is_loaded_by_its_isil(tmp_path: Path) -> None:
    assert all(name == each.isil for name, each in load_libraries(SHIPPED)[0].items())


def test_one_isil_in_other_letters_is_no_second_library(tmp_path: Path) -> None:
    """ISO 15511: ISILs that differ by capital letters alone are one; their folders would be one on some disks."""
    put_library(tmp_path, "FI-Koe")
    other = put_library(tmp_path, "FI-KOE")
    with pytest.raises(ConfigError, match=r"^FI-KOE\.yml:\d+: isil: FI-Koe\.yml is the same ISIL in other letters"):
        load_library(other, load_known(SHIPPED))
    put_library(tmp_path, "FI-Koe2")
    other.unlink()
    for name in ("FI-Koe", "FI-Koe2"):
        load_library(other.with_name(f"{name}.yml"), load_known(SHIPPED))


# --- how records are shown ---------------------------------------------------------------------------------------


def shown(library: Library) -> list[str]:
    return [str(each) for each in showing_for(library).fields]


def test_a_system_adds_its_fields_with_the_values_of_the_library(tmp_path: Path) -> None:
    koha = library_of(tmp_path, ils="koha", holdings={"item_type": "EKIRJA"}, fields=["590 ## $a Oma: {isil}"])
    assert shown(koha) == ["=590  \\\\$aOma: FI-Koe", "=942  \\\\$cEKIRJA"]
    assert showing_for(koha).without == ("942", "952", "999")


def test_a_field_whose_value_is_not_given_is_left_out(tmp_path: Path) -> None:
    assert shown(library_of(tmp_path, ils="koha")) == []


def test_what_a_value_holds_stays_inside_its_subfield(tmp_path: Path) -> None:
    koha = library_of(tmp_path, ils="koha", holdings={"item_type": "A $b {isil} $c B"})
    (field,) = showing_for(koha).fields
    assert field.subfields == [("c", "A $b {isil} $c B")]


@pytest.mark.parametrize(
    ("changed", "agency", "modifying"),
    [
        ({}, "", ""),
        ({"agency": "library"}, "FI-Koe", ""),
        ({"modifying": True}, "", "FI-Koe"),
        ({"agency": "consortium", "modifying": False}, "", ""),
    ],
)
def test_003_and_040_are_as_the_library_says(
    tmp_path: Path, changed: dict[str, Any], agency: str, modifying: str
) -> None:
    showing = showing_for(library_of(tmp_path, **changed))
    assert (showing.agency, showing.modifying) == (agency, modifying)


def test_a_library_may_do_without_summaries(tmp_path: Path) -> None:
    assert showing_for(library_of(tmp_path, texts={"summary": False}, without=["59X"])).without == ("520", "59X")


# --- names and days ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("978-952-7999-01-1", "isbn:9789527999011"),
        ("ISBN:9789527999011", "isbn:9789527999011"),
        ("urn:isbn:9789527999011", "isbn:9789527999011"),
        ("952-10-8321-2", "isbn:9789521083211"),
        ("0039-5552", "issn:0039-5552"),
        ("issn:00395552", "issn:0039-5552"),
        ("marc-aggregator:urn:isbn:9789527999011", "marc-aggregator:urn:isbn:9789527999011"),
        ("alpha: a1", "alpha:a1"),
    ],
)
def test_a_title_is_named_in_several_ways(typed: str, name: str) -> None:
    assert title_name(typed) == name
    assert title_name(name) == name


def test_a_title_id_may_be_typed_as_people_type() -> None:
    minted = mint_title_id()
    assert title_name(f" {minted[:9].lower()}-{minted[9:]} ") == minted


@given(st.text(max_size=40))
def test_law_a_name_is_its_own_name_or_is_refused(text: str) -> None:
    try:
        name = title_name(text)
    except ValueError as error:
        assert "names no title" in str(error)
    else:
        assert title_name(name) == name


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))


@given(st.none() | DAYS, st.none() | DAYS, DAYS)
def test_law_both_days_of_a_licence_belong_to_it(start: date | None, end: date | None, today: date) -> None:
    if start and end and end < start:
        return
    licence = Licence.model_validate({"from": start, "until": end})
    assert licence.holds(today) == ((start or today) <= today <= (end or today))
