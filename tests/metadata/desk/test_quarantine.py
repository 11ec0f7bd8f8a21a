"""The list of quarantine and the page of one record, over the sample nights; bytes made readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import select
from starlette.testclient import TestClient

from metadata.desk.raw import LONGEST, MOST, readable
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.store.tables import quarantine
from metadata.withheld import release
from tests.metadata.desk.looking import page, texts

BROKEN, UNTITLED, PARTIAL = "urn:isbn:9789527999769", "NH000136", "fi.example.aaniranta.a099"


@pytest.fixture(scope="session")
def withheld(desk_home: Home) -> dict[str, int]:
    """Numbers of quarantined records by their vendors' ids."""
    with desk_home.store.read() as connection:
        return {row.vendor_id: row.id for row in connection.execute(select(quarantine.c.vendor_id, quarantine.c.id))}


def test_the_list_shows_what_is_open_by_vendor_and_rule(desk: TestClient) -> None:
    assert len(texts(page(desk, "/quarantine"), "//tbody//th")) == 3
    assert texts(page(desk, "/quarantine", rule="O04"), "//tbody//th") == [PARTIAL]
    assert texts(page(desk, "/quarantine", vendor="nordic-platform", rule="O04"), "//tbody//th") == []
    assert texts(page(desk, "/quarantine", state="superseded"), "//tbody//th") == [BROKEN]
    assert len(texts(page(desk, "/quarantine", state="any", vendor="", delivery="x"), "//tbody//th")) == 4


def test_a_message_is_in_the_readers_language(desk: TestClient) -> None:
    assert "Nimeke (245 $a) puuttuu" in page(desk, "/quarantine", lang="fi").text_content()


@pytest.mark.parametrize("which", ["", "one"])
def test_what_the_rule_says_is_not_said_again_in_english(
    desk: TestClient, withheld: dict[str, int], which: str
) -> None:
    for record, told, english in (
        (UNTITLED, "Nimeke (245 $a) puuttuu", "The title"),
        (PARTIAL, "Osittainen päivitys tuntemattomaan tuotteeseen", "Partial update"),
    ):
        text = page(desk, f"/quarantine/{withheld[record]}" if which else "/quarantine", lang="fi").text_content()
        assert told in text
        assert f"{told} …" not in text
        assert english not in text


def test_what_was_kept_of_a_record_that_cannot_be_read_is_told_with_the_rule(
    desk: TestClient, withheld: dict[str, int]
) -> None:
    one = page(desk, f"/quarantine/{withheld[BROKEN]}", lang="fi").text_content()
    assert "Tietuetta ei voi lukea: malformed ISO 2709 record" in one
    assert "malformed ISO 2709 record" in page(desk, "/quarantine", lang="fi", state="any").text_content()


def test_the_list_is_read_page_by_page(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metadata.desk.paging.ROWS", 2)
    first = page(desk, "/quarantine", vendor="", state="any")
    second = html.fromstring(desk.get(first.xpath("//a[@rel='next']/@href")[0]).text)
    assert len({*texts(first, "//tbody//th"), *texts(second, "//tbody//th")}) == 4
    assert not second.xpath("//a[@rel='next']")


def test_raw_stands_beside_parsed(desk: TestClient, withheld: dict[str, int]) -> None:
    found = page(desk, f"/quarantine/{withheld[UNTITLED]}")
    raw, parsed = found.xpath("string(//pre)"), texts(found, "//ol[@class='marc']/li")
    assert '<datafield tag="020"' in raw
    assert parsed[:3] == ["LDR", "001", "003"]
    assert "245" not in parsed
    assert "The title (245 $a) is missing" in found.text_content()


def test_what_can_be_done_is_a_form_filled_in(desk: TestClient, withheld: dict[str, int]) -> None:
    again, release = page(desk, f"/quarantine/{withheld[UNTITLED]}").xpath("//a[contains(@class, 'button')]/@href")
    form = html.fromstring(desk.get(again).text)
    assert form.xpath("//form/@data-conf") == [f'{{"vendor": "nordic-platform", "what": "ids", "ids": ["{UNTITLED}"]}}']
    assert form.xpath("//input[@name='dry_run']/@checked")
    numbers = html.fromstring(desk.get(release).text).xpath("//form/@data-conf")
    assert numbers == [f'{{"numbers": ["{withheld[UNTITLED]}"]}}']


def test_what_is_no_record_cannot_be_released(desk: TestClient, withheld: dict[str, int]) -> None:
    found = page(desk, f"/quarantine/{withheld[BROKEN]}")
    assert not found.xpath("//a[contains(@href, 'release')]")
    assert found.xpath("string(//pre)").splitlines()[0] == "00417nam a2200289   4500"
    assert "No MARC record comes of what was sent" in found.text_content()
    partial = page(desk, f"/quarantine/{withheld[PARTIAL]}")
    assert "It cannot be released as it is: no record to publish comes of it." in partial.text_content()
    assert not partial.xpath("//a[contains(@href, 'release')]")


def test_nor_can_it_without_the_desk(desk_home: Home, withheld: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match="is no record that could be published"):
        release(desk_home, [withheld[PARTIAL]], "a good reason", "maija")


@pytest.mark.parametrize("number", ["0", "99999", "x"])
def test_there_is_no_such_number(desk: TestClient, number: str) -> None:
    assert desk.get(f"/desk/quarantine/{number}").status_code == 404


def test_iso2709_has_a_line_for_each_field() -> None:
    raw = b"00061nam a2200049   4500001000200000245000800002\x1e7\x1e10\x1faNimi\x1e\x1d"
    assert readable(raw, "marc21").lines == ["00061nam a2200049   4500", "001000200000 245000800002", "7", "10‡aNimi"]


def test_xml_is_indented_and_never_expanded() -> None:
    raw = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a b="1"><c>&x;</c><d/><e><f>1</f>2</e></a>'
    assert readable(raw, "onix").lines == [
        '<?xml version="1.0"?>',
        "<!DOCTYPE a [",
        '<!ENTITY x "y">',
        "]>",
        '<a b="1">',
        "  <c>&x;</c>",
        "  <d/>",
        "  <e>",
        "    <f>1</f>",
        "    2",
        "  </e>",
        "</a>",
    ]


def test_json_is_indented_where_it_is_whole() -> None:
    assert readable(b'{"a":[1]}', "json").lines == ["{", '  "a": [', "    1", "  ]", "}"]
    assert readable(b'{"a":[1', "json").lines == ['{"a":[1']


@given(st.binary(max_size=400), st.sampled_from(["marc21", "marcxml", "onix", "json", ""]))
def test_any_bytes_can_be_shown(raw: bytes, form: str) -> None:
    found = readable(raw, form)
    assert (found.size, found.is_cut) == (len(raw), False)


@pytest.mark.parametrize("form", ["marc21", "marcxml", "json", ""])
@pytest.mark.parametrize("raw", [b"<a>", b"[", b"\x1e", b"\x1f", b"{", b"</a><a>x"])
def test_endless_bytes_are_cut(raw: bytes, form: str) -> None:
    found = readable(raw * 50_000, form)
    assert found.is_cut
    assert found.shown == LONGEST
    assert sum(map(len, found.lines)) <= MOST
