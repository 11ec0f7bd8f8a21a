"""The page of a title, and its other forms."""

from __future__ import annotations

from io import BytesIO

import pymarc
import pytest
from fake_catalogue import FakeCatalogue, ebook, title_id
from lxml import etree
from starlette.testclient import TestClient
from web_client import BASE, parsed, with_title

from transforms.record import Field


def test_title_page_shows_what_a_reader_asks(client: TestClient) -> None:
    text = client.get(f"/titles/{title_id(1)}?lang=fi").text
    page = parsed(text)
    assert page.findtext(".//h1") == "Kirja 1: tarina <&>"
    words = " ".join(page.text_content().split())
    for expected in (
        "Maija Meikäläinen (kirjoittaja)",
        "suomi",
        "E-kirja",
        "2026",
        "Kuvaus kirjasta.",
        "merenkulku",
    ):
        assert expected in words
    assert page.xpath("//a[text()='Lainaa']/@href") == ["https://aggregator.example.org/1"]
    assert "=245  10$aKirja 1 :$btarina <&>$cMaija" in page.findtext(".//details/pre")


def test_text_of_a_record_never_becomes_markup(client: TestClient, catalogue: FakeCatalogue) -> None:
    evil = "<script>alert(1)</script>\" onload='x' {{ 7*7 }}"
    path = with_title(
        catalogue,
        Field.data("245", "10", "a", evil),
        Field.data("520", "  ", "a", evil),
        Field.data("856", "40", "u", "javascript:alert(1)", "y", "Lainaa"),
        Field.data("856", "40", "u", 'https://x.example/"><script>', "y", evil),
        Field.data("856", "42", "u", 'https://x.example/"><script>', "q", "image/jpeg"),
    )
    response = client.get(path)
    page = parsed(response.content)
    assert not page.xpath("//script | //@onload")
    assert "49" not in (page.findtext(".//h1") or "")
    assert not [each for each in page.xpath("//@href") if each.startswith("javascript")]


def test_title_without_fields_has_a_page(client: TestClient, catalogue: FakeCatalogue) -> None:
    assert parsed(client.get(with_title(catalogue)).content).findtext(".//h1") == title_id(0)


def test_cover_is_shown_and_is_no_borrow_link(client: TestClient, catalogue: FakeCatalogue) -> None:
    cover = Field.data("856", "42", "3", "Kansikuva", "u", "https://covers.example/1.jpg")
    page = parsed(client.get(with_title(catalogue, cover)).content)
    assert page.xpath("//img[@class='cover']/@src") == ["https://covers.example/1.jpg"]
    assert not page.xpath("//main//a[contains(@href, 'covers')]")


def test_a_sample_is_no_cover_and_an_isbn_of_two_formats_stands_once(
    client: TestClient, catalogue: FakeCatalogue
) -> None:
    sample = Field.data("856", "42", "3", "Näyte", "u", "https://samples.example/1.pdf", "q", "application/pdf")
    isbns = [Field.data("020", "  ", "a", "978-952-7995-00-6", "q", each) for each in ("EPUB", "PDF")]
    page = parsed(client.get(with_title(catalogue, *isbns, sample)).content)
    assert not page.xpath("//img[@class='cover']")
    assert page.xpath("//dd/text()").count("978-952-7995-00-6") == 1


@pytest.mark.parametrize("path", ["/titles/x", f"/titles/{title_id(999)}", f"/titles/{title_id(1)}.doc", "/titles/%00"])
def test_unknown_title_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("suffix", ["", ".xml", ".mrc", ".txt"])
def test_removed_title_is_gone_and_says_so(client: TestClient, suffix: str) -> None:
    response = client.get(f"/titles/{title_id(3)}{suffix}?lang=en")
    assert response.status_code == 410
    assert "The title has been removed" in response.text
    assert "Poistettu" in response.text  # the title it had


def test_merged_title_leads_to_the_survivor(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.merged[title_id(3)] = title_id(1)
    response = client.get(f"/titles/{title_id(3)}.xml?lang=sv")
    assert response.status_code == 301
    assert response.headers["location"] == f"{BASE}/titles/{title_id(1)}.xml?lang=sv"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9", "text/html"),
        ("application/marcxml+xml", "application/marcxml+xml"),
        ("application/xml", "application/marcxml+xml"),
        ("text/html;q=0.1, application/marc", "application/marc"),
        ("text/plain, */*;q=0.1", "text/plain"),
        ("image/png", "text/html"),
        ("application/marc;q=0, text/html", "text/html"),
    ],
)
def test_accept_chooses_the_form(client: TestClient, accept: str, expected: str) -> None:
    response = client.get(f"/titles/{title_id(1)}", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == expected
    assert response.headers["vary"] == "Accept, Accept-Language"


def test_forms_of_a_title_are_the_same_record(client: TestClient) -> None:
    path, record = f"/titles/{title_id(1)}", ebook(1)
    assert client.get(f"{path}.txt").text == f"{record}\n"
    _, *fields = etree.fromstring(client.get(f"{path}.xml").content)  # behind the leader
    assert [each.get("tag") for each in fields] == [each.tag for each in record]
    [read] = pymarc.MARCReader(BytesIO(client.get(f"{path}.mrc").content))
    assert read is not None
    assert [each.tag for each in read.get_fields()] == [each.tag for each in record]


def test_record_too_long_for_iso2709_is_refused_in_that_form_only(client: TestClient, catalogue: FakeCatalogue) -> None:
    path = with_title(catalogue, Field.data("520", "  ", "a", "x" * 10_000))
    assert client.get(f"{path}.mrc").status_code == 406
    assert client.get(f"{path}.xml").status_code == 200


@pytest.mark.parametrize("suffix", ["", ".xml", ".mrc", ".txt"])
def test_known_etag_is_answered_without_a_body(client: TestClient, suffix: str) -> None:
    path = f"/titles/{title_id(1)}{suffix}"
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
