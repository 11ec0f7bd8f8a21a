"""The page of a title: what it shows, in which language, of which view; and what vendors' text may not do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fake_catalogue import FakeCatalogue, FakeView, ebook, entry, title_id
from starlette.testclient import TestClient
from web_client import BASE, parsed, with_title

from metadata.store.families import Family
from transforms.merge.works_758 import OfWork
from transforms.record import Field, Record

EVIL = "<script>alert(1)</script></title><!-- \" onload='x' {{ 7*7 }} &amp; ]]> \u202eLIVE\u2066 \x07"
WORK = "W" * 27


def words(page: Any) -> str:
    return " ".join(page.text_content().split())


def fact(page: Any, label: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.xpath(f"//dt[.='{label}']/../dd")]


def test_title_page_shows_what_a_reader_asks(client: TestClient) -> None:
    page = parsed(client.get(f"/titles/{title_id(1)}?lang=fi").content)
    assert page.findtext(".//h1") == "Kirja 1: tarina <&>"
    for expected in ("Maija Meikäläinen (kirjoittaja)", "E-kirja · suomi", "Kuvaus kirjasta.", "merenkulku"):
        assert expected in words(page)
    assert fact(page, "Julkaistu") == ["Kustantaja, 2026"]
    assert [each.text_content() for each in page.xpath("//a[starts-with(@href, 'https://aggregator')]")] == ["Lainaa"]
    assert "=245  10$aKirja 1 :$btarina <&>$cMaija" in page.findtext(".//details/pre")


@pytest.mark.parametrize(
    ("lang", "kind", "role", "link"),
    [
        ("fi", "E-kirja · suomi", "kirjoittaja", "Lainaa"),
        ("sv", "E-bok · finska", "författare", "Låna"),
        ("en", "E-book · Finnish", "author", "Borrow"),
    ],
)
def test_codes_of_the_record_become_words_of_the_page(
    client: TestClient, catalogue: FakeCatalogue, lang: str, kind: str, role: str, link: str
) -> None:
    path = with_title(
        catalogue,
        Field("008", f"{'260101s2026    fi':<23}{'o':<12}fin c"),
        Field.data("100", "1 ", "a", "Meikäläinen, Maija,", "e", "kirjoittaja.", "4", "aut"),
        Field.data("338", "  ", "b", "cr"),
        Field.data("856", "40", "u", "https://x.example/1", "y", "Lainaa"),
    )
    page = parsed(client.get(path, params={"lang": lang}).content)
    for expected in (kind, f"Maija Meikäläinen ({role})", link):
        assert expected in words(page)


@pytest.mark.parametrize(("lang", "expected"), [("fi", "majakat"), ("sv", "fyrar"), ("en", "lighthouses")])
def test_a_concept_is_told_once_in_the_language_of_the_page(
    client: TestClient, catalogue: FakeCatalogue, lang: str, expected: str
) -> None:
    uri = "http://www.yso.fi/onto/yso/p523"
    terms = [Field.data("650", " 7", "a", each, "2", source, "0", uri) for each, source in _LIGHTHOUSES]
    page = parsed(client.get(with_title(catalogue, *terms), params={"lang": lang}).content)
    assert [(each.text_content(), each.get("href")) for each in page.xpath("//ul[@class='subjects']//a")] == [
        (expected, uri)
    ]


_LIGHTHOUSES = (("majakat", "yso/fin"), ("fyrar", "yso/swe"))


def test_a_term_in_another_language_says_which(client: TestClient, catalogue: FakeCatalogue) -> None:
    term = Field.data("650", " 7", "a", "jokin", "2", "yso/fin", "0", "http://www.yso.fi/onto/yso/p0")
    page = parsed(client.get(with_title(catalogue, term), params={"lang": "en"}).content)
    assert page.xpath("//ul[@class='subjects']//a/@lang") == ["fi"]


def test_details_stand_under_their_labels(client: TestClient, catalogue: FakeCatalogue) -> None:
    path = with_title(
        catalogue,
        Field.data("040", "  ", "a", "FI-EMAT", "b", "fin"),
        Field.data("041", "1 ", "a", "fin", "h", "swe"),
        Field.data("240", "10", "a", "Pappan och havet"),
        Field.data("300", "  ", "a", "1 verkkoaineisto (206 sivua)"),
        Field.data("300", "  ", "a", "1 verkkoaineisto (4 tiedostoa)"),
        Field.data("341", "0 ", "a", "textual", "b", "tableOfContents", "2", "sapdv"),
        Field.data("490", "0 ", "a", "Muumikirjat ;", "v", "8"),
        Field.data("506", "1 ", "a", "Edellyttää.", "f", "Online access with authorization", "2", "star"),
        Field.data("506", "1 ", "a", "Vain koululaisille."),
        Field.data("521", "1 ", "a", "Ikäsuositus: 9-12"),
        Field.data("532", "1 ", "a", "Kuvilla on tekstit."),
    )
    page = parsed(client.get(path, params={"lang": "en"}).content)
    assert fact(page, "Original") == ["Pappan och havet", "Swedish"]
    assert fact(page, "Extent") == ["206 pages", "4 tiedostoa"]
    assert page.xpath("//dt[.='Extent']/../dd//@lang") == ["fi"]
    assert fact(page, "Series") == ["Muumikirjat, 8"]
    assert fact(page, "Accessibility") == ["readable as text", "linked table of contents", "Kuvilla on tekstit."]
    assert fact(page, "Terms of access") == ["For those who may borrow from the library", "Vain koululaisille"]
    assert fact(page, "Audience") == ["Ikäsuositus: 9-12"]


@pytest.mark.parametrize(
    ("told", "expected"), [("031400", "3 h 14 min"), ("000059", "59 s"), ("000000", None), ("odd", None)]
)
def test_playing_time_is_the_extent(
    client: TestClient, catalogue: FakeCatalogue, told: str, expected: str | None
) -> None:
    page = parsed(client.get(with_title(catalogue, Field.data("306", "  ", "a", told))).content)
    assert fact(page, "Laajuus") == ([expected] if expected else [])


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_text_of_a_record_never_becomes_markup(client: TestClient, catalogue: FakeCatalogue, lang: str) -> None:
    path = with_title(
        catalogue,
        *(
            Field.data(tag, "1 ", "a", EVIL, "b", EVIL)
            for tag in ("100", "245", "250", "300", "490", "520", "521", "532")
        ),
        *(
            Field.data(tag, " 7", "a", EVIL, "2", EVIL, "0", f"https://x.example/{EVIL}")
            for tag in ("385", "650", "655")
        ),
        Field.data("856", "40", "u", "javascript:alert(1)", "y", "Lainaa"),
        Field.data("856", "40", "u", 'https://x.example/"><script>', "y", EVIL),
        Field.data("856", "42", "u", 'https://x.example/"><script>', "q", "image/jpeg"),
        Field.data("856", "42", "u", "data:text/html,<script>alert(1)</script>", "3", EVIL),
    )
    response = client.get(path, params={"lang": lang})
    page = parsed(response.content)
    assert [each.get("type") for each in page.xpath("//script")] == ["application/ld+json"]
    assert not page.xpath("//@onload | //comment()")
    assert "{{ 7*7 }}" in page.findtext(".//h1")
    assert not [each for each in page.xpath("//@href | //@src") if each.startswith(("javascript", "data"))]
    assert "⟨U+202E⟩" in page.findtext(".//h1")
    assert not {"\u202e", "\u2066", "\x07"} & set(response.text)
    assert EVIL.split(" \u202e")[0] in json.loads(page.findtext(".//script"))["name"]


def test_title_without_fields_has_a_page(client: TestClient, catalogue: FakeCatalogue) -> None:
    assert parsed(client.get(with_title(catalogue)).content).findtext(".//h1") == title_id(0)


def test_cover_is_shown_and_is_no_borrow_link(client: TestClient, catalogue: FakeCatalogue) -> None:
    cover = Field.data("856", "42", "3", "Kansikuva", "u", "https://covers.example/1.jpg")
    page = parsed(client.get(with_title(catalogue, cover)).content)
    assert page.xpath("//img[@class='cover' and @referrerpolicy='no-referrer']/@src") == [
        "https://covers.example/1.jpg"
    ]
    assert not page.xpath("//main//a[contains(@href, 'covers')]")


def test_a_sample_is_offered_and_an_isbn_of_two_formats_stands_once(
    client: TestClient, catalogue: FakeCatalogue
) -> None:
    sample = Field.data("856", "42", "3", "Näyte", "u", "https://samples.example/1.pdf", "q", "application/pdf")
    isbns = [Field.data("020", "  ", "a", "978-952-7995-00-6", "q", each) for each in ("EPUB", "PDF")]
    page = parsed(client.get(with_title(catalogue, *isbns, sample)).content)
    assert not page.xpath("//img[@class='cover']")
    assert page.xpath("//a[@href='https://samples.example/1.pdf']")[0].text_content() == "Näyte"
    assert fact(page, "ISBN") == ["978-952-7995-00-6"]
    swedish = parsed(client.get(with_title(catalogue, sample), params={"lang": "sv"}).content)
    assert swedish.xpath("//a[@href='https://samples.example/1.pdf']")[0].text_content() == "Smakprov"


def test_links_that_would_read_alike_are_told_apart(client: TestClient, catalogue: FakeCatalogue) -> None:
    links = [Field.data("856", "40", "u", f"https://x.example/{each}", "y", "Lainaa") for each in (1, 2)]
    page = parsed(client.get(with_title(catalogue, *links), params={"lang": "sv"}).content)
    assert [each.text_content() for each in page.xpath("//a[starts-with(@href, 'https://x')]")] == [
        "Låna (1)",
        "Låna (2)",
    ]


def test_other_titles_of_the_work_are_shown(client: TestClient, catalogue: FakeCatalogue) -> None:
    family = Family(tuple(map(title_id, (1, 2, 3, 4, 999))), "", "")  # 3 is gone, 999 not in the view
    catalogue.families["W", WORK] = family
    catalogue.places[title_id(1)] = OfWork(WORK, "")
    page = parsed(client.get(f"/titles/{title_id(1)}?lang=sv").content)
    targets = page.xpath("//ul[@class='titles']//a/@href")
    assert targets == [f"{BASE}/titles/{title_id(each)}?lang=sv" for each in (2, 4)]
    assert page.xpath(f"//a[@href='{BASE}/works/{WORK}?lang=sv']")


def test_a_library_has_its_own_links_and_keeps_the_reader_in_its_view(
    client: TestClient, catalogue: FakeCatalogue
) -> None:
    link = Field.data("856", "40", "u", "https://abc.example/1", "y", "Lainaa", "5", "FI-Abc")
    own = {title_id(each): ebook(each).drop("856").add(link) for each in (1, 2)}
    catalogue.publish(FakeView("FI-Abc", 2, (entry(1), entry(2)), (), own))
    catalogue.families["W", WORK] = Family((title_id(1), title_id(2), title_id(4)), "", "")
    catalogue.places[title_id(1)] = OfWork(WORK, "")
    page = parsed(client.get(f"/titles/{title_id(1)}?view=FI-Abc&lang=en").content)
    assert "Abel Library" in words(page)
    targets = page.xpath("//main//a/@href")
    assert "https://abc.example/1" in targets
    assert not [each for each in targets if "aggregator" in each]
    assert f"{BASE}/titles/{title_id(2)}?view=FI-Abc&lang=en" in targets
    assert f"{BASE}/titles/{title_id(4)}?view=FI-Abc&lang=en" not in targets
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/titles/{title_id(1)}"]


def test_what_a_library_has_not_leads_to_where_it_is(client: TestClient) -> None:
    response = client.get(f"/titles/{title_id(30)}?view=FI-Abc&lang=en")
    assert response.status_code == 404
    assert f"{BASE}/titles/{title_id(30)}?lang=en" in parsed(response.content).xpath("//a/@href")
    assert client.get(f"/titles/{title_id(1)}?view=FI-None").status_code == 404


def test_removed_title_says_what_it_was_and_what_there_is_instead(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.families["W", WORK] = Family((title_id(3), title_id(4)), "", "")
    catalogue.places[title_id(3)] = OfWork(WORK, "")
    response = client.get(f"/titles/{title_id(3)}?lang=en")
    page = parsed(response.content)
    assert response.status_code == 410
    for expected in ("The title has been removed", "Poistettu", "2026-03-01", "The same work can still be borrowed"):
        assert expected in words(page)
    assert f"{BASE}/titles/{title_id(4)}?lang=en" in page.xpath("//main//a/@href")


def test_title_that_left_one_library_says_so_and_leads_to_the_whole(
    client: TestClient, catalogue: FakeCatalogue
) -> None:
    stub = Record.of(Field("001", title_id(1)), Field.data("245", "00", "a", "Kirja."))
    catalogue.publish(FakeView("FI-Abc", 2, (entry(1, deleted=True),), (), {title_id(1): stub}))
    response = client.get(f"/titles/{title_id(1)}?view=FI-Abc&lang=en")
    assert response.status_code == 410
    assert "Abel Library: the library no longer offers this title" in words(parsed(response.content))
    assert f"{BASE}/titles/{title_id(1)}?lang=en" in parsed(response.content).xpath("//a/@href")


@pytest.mark.parametrize(
    "typed", ["01M8GWBQN1E6STGFW9XTD1ZR118", "o1m8gwbqn1e6stgfw9xtdizrl18", "01M8G-WBQN1-E6STG-FW9XT-D1ZR1-18"]
)
def test_an_id_may_be_typed_by_a_person(client: TestClient, catalogue: FakeCatalogue, typed: str) -> None:
    found = "01M8GWBQN1E6STGFW9XTD1ZR118"
    record = ebook(1).put(Field("001", found))
    catalogue.publish(FakeView("all", 2, (entry(1)._replace(title_id=found),), (), {found: record}))
    response = client.get(f"/titles/{typed}")
    assert response.status_code == 200
    assert f'<{BASE}/titles/{found}>; rel="canonical"' in response.headers["link"]


@pytest.mark.parametrize("path", ["/titles/x", f"/titles/{title_id(999)}", f"/titles/{title_id(1)}.doc", "/titles/%00"])
def test_unknown_title_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_merged_title_leads_to_the_survivor(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.merged[title_id(3)] = title_id(1)
    response = client.get(f"/titles/{title_id(3)}.xml?lang=sv&view=FI-Abc")
    assert response.status_code == 301
    assert response.headers["location"] == f"{BASE}/titles/{title_id(1)}.xml?lang=sv&view=FI-Abc"
