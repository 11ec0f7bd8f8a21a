"""Laws of every type of identifier in the table: a new type without a strategy of right numbers fails here."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.transforms.identifiers.strategies import CHECKED, FORMS, RIGHT
from transforms.identifiers import NUMBERS, IdentifierType, IdentifierTypes

SCHEMAS = Path(__file__).parents[3] / "schemas"
TYPES = IdentifierTypes(SCHEMAS / "codes")
every_type = pytest.mark.parametrize("name", list(TYPES.by_name))
SLASHES = ("doi", "urn-nbn", "urn", "ark")  # a slash at the end would be of the number
WORDS = ["", "(FI-MELINDA)", "urn:isbn:", "urn:nbn:", "https://doi.org/10.1234/", "ISNI ", "ark:/", "10.5240/", "T-"]
ANYTHING = st.builds(
    "{}{}".format,
    st.sampled_from(WORDS),
    st.one_of(st.text(max_size=40), st.text(alphabet="0123456789XMTQpsmY/.()-: ٣å\x00ABCDEF", max_size=40)),
)


def written_forms(kind: IdentifierType, canonical: str) -> set[str]:
    """Every form of one number that is read: bare, as people write it, in addresses, and behind words and codes."""
    bare = {canonical, kind.display(canonical), *(form(canonical) for form in FORMS.get(kind.name, ()))}
    words = [each for each in kind.also if "/" not in each]
    before = {"", " ", *(mark.format(word) for word in words for mark in ("({})", "({}) ", "{} ", "{}: "))}
    before |= {word.lower() + ":" for word in words}
    starts = [each for each in kind.also if "/" in each]
    if kind.control:
        before |= {kind.control.removesuffix("{}"), kind.control.replace("{}", " ")}
    if kind.uri:
        starts.append(kind.uri.partition("://")[2].removeprefix("www.").removesuffix("{}"))
    for start in starts:
        before |= {scheme + start for scheme in ("", "http://", "https://", "http://www.", "https://www.")}
        before |= {f"HTTPS://{start.upper()}", f" https://{start}"}
        before |= {start.partition("/")[2]} if start.lower().startswith("urn.fi/urn:") else set()
    ends = [" "] if kind.name in SLASHES else [" ", "/"]
    addresses = {f"https://{start}{each}{end}" for start in starts for each in bare for end in ends}
    return {mark + each for mark in before for each in bare} | addresses


def test_every_type_has_right_numbers_to_be_tried_with() -> None:
    assert set(TYPES.by_name) == set(RIGHT)
    assert set(RIGHT) >= {*CHECKED, *FORMS}


def test_every_number_is_used_by_a_type() -> None:
    assert set(NUMBERS.values()) <= {each.number for each in TYPES}


@every_type
@given(data=st.data())
def test_what_is_written_is_read_again_and_reading_twice_changes_nothing(name: str, data: st.DataObject) -> None:
    kind, canonical = TYPES[name], data.draw(RIGHT[name])
    assert kind.parse(canonical) == canonical
    assert kind.parse(kind.display(canonical)) == canonical
    assert kind.parse(kind.written(canonical)) == canonical
    for form in filter(None, (kind.uri_of(canonical), kind.control_of(canonical))):
        assert kind.parse(form) == kind.parse_marked(form) == canonical


@every_type
@settings(max_examples=25)
@given(data=st.data())
def test_every_written_form_gives_the_one_canonical_form(name: str, data: st.DataObject) -> None:
    kind, canonical = TYPES[name], data.draw(RIGHT[name])
    for form in written_forms(kind, canonical):
        assert kind.parse(form) == canonical, form
        assert kind.is_valid(form)


@pytest.mark.parametrize("name", list(CHECKED))
@given(data=st.data())
def test_one_wrong_digit_is_noticed(name: str, data: st.DataObject) -> None:
    shown = TYPES[name].display(data.draw(RIGHT[name]))
    places = CHECKED[name] or range(len(shown))
    place = data.draw(st.sampled_from([at for at in places if shown[at].isdigit()]))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != shown[place])
    wrong = shown[:place] + digit + shown[place + 1 :]
    assert TYPES[name].parse(wrong) is None


@every_type
@given(text=ANYTHING)
def test_any_text_is_read_without_an_error_and_what_is_read_is_canonical(name: str, text: str) -> None:
    kind = TYPES[name]
    canonical = kind.parse(text)
    assert kind.is_valid(text) is (canonical is not None)
    if canonical is not None:
        assert kind.parse(canonical) == canonical
        assert kind.parse(kind.written(canonical)) == canonical
        assert canonical.isprintable()
    assert kind.parse_marked(text) in (None, canonical)


@every_type
def test_a_type_has_a_place_and_forms_that_fit_it(name: str) -> None:
    kind = TYPES[name]
    assert kind.label
    assert {"uri": kind.uri, "control": kind.control, "display": "{}"}[kind.form].endswith("{}")
    for template in filter(None, (kind.uri, kind.control)):
        assert template.count("{}") == 1
    assert (kind.place.subfield in ("0", "1")) is (kind.place.tag == ""), "an own field, or $0 or $1 of a heading"
    assert all(len(tag) == 3 and tag.isdecimal() for tag in (*kind.tags, kind.place.tag) if tag)


def test_things_of_the_world_are_no_authorities() -> None:
    places = {each.name: each.place.subfield for each in TYPES if each.place.subfield in ("0", "1")}
    assert {name for name, code in places.items() if code == "1"} == {"isni", "orcid", "viaf", "wikidata", "ror"}
    assert places["kanto"] == places["yso"] == places["slm"] == places["mts"] == "0"


@every_type
@settings(max_examples=10)
@given(data=st.data())
def test_a_code_in_brackets_says_whose_a_number_is_in_either_case(name: str, data: st.DataObject) -> None:
    kind, canonical = TYPES[name], data.draw(RIGHT[name])
    for code in kind.codes:
        assert (
            kind.parse_marked(f"({code}){canonical}") == kind.parse_marked(f" ({code.upper()}){canonical}") == canonical
        )
    assert kind.parse_marked(f"(none of them){canonical}") is None


def test_a_bare_number_does_not_say_whose_it_is() -> None:
    assert TYPES["kanto"].parse("000000001") == "000000001"
    assert TYPES["kanto"].parse_marked("000000001") is None
    assert TYPES["kanto"].parse_marked("(FIN11)000000001") == "000000001"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("viaf", "http://viaf.org/viaf/sourceID/LC|n79021164"),
        ("yso", "http://www.yso.fi/onto/kauno/p1"),
        ("yso", "http://www.yso.fi/onto/yso/"),
        ("slm", "http://www.yso.fi/onto/yso/p5131"),
        ("kanto", "http://urn.fi/URN:NBN:fi:au:finaf:94320"),
        ("kanto", "(FIN10)000000001"),
        ("melinda", "(FI-ASTERI-N)000000001"),
        ("melinda", "(FI-MELINDA)12345"),
        ("isbn", "979-0-55990-001-2"),
        ("isbn", "978-952-10-8321-1 (nid.)"),
        ("isni", "https://orcid.org/0000-0002-1825-0097"),
        ("isni", "000000012103268\u0663"),  # an Arabic-Indic three
        ("eidr", "10.1234/7995-A0B1-C2D3-E4F5-0607-4"),
        ("doi", "10.123/abc"),
        ("urn-isbn", "URN:ISBN:978-952-10-8321-2"),
        ("upc", "1602400000996"),
        ("isrc", "FI-ZZZ-26-0001"),
        ("isan", "0000-0001-8947-0000-8-0000-0000-E"),
        ("overdrive", "7b7c3d5e-0a1b-4c2d-9e3f"),
    ],
)
def test_what_is_of_another_type_or_wrong_is_refused(name: str, text: str) -> None:
    assert TYPES[name].parse(text) is None


def test_a_vocabulary_is_found_by_2_and_lies_where_its_dump_says() -> None:
    assert TYPES.vocabularies["yso"] is TYPES["yso"]
    assert TYPES.vocabularies["finaf"] is TYPES.vocabularies["kanto"] is TYPES["kanto"]
    assert "gnd" not in TYPES.vocabularies, "its numbers stand in brackets"
    declared = yaml.safe_load((SCHEMAS / "vocabularies.yml").read_text(encoding="utf-8"))
    shared = declared.keys() & TYPES.vocabularies.keys()
    assert {"yso", "slm", "ykl", "finaf"} <= shared
    for name in shared:
        start = TYPES.vocabularies[name].uri.removesuffix("{}")
        assert any(each.startswith(start) for each in declared[name]["namespaces"]), name


def test_a_control_number_is_found_by_its_source() -> None:
    assert TYPES.by_source["fi-melinda"] is TYPES["melinda"]
    assert TYPES.by_source["overdrive"] is TYPES["overdrive"]
    assert TYPES.by_source["de-588"] in TYPES.agents
