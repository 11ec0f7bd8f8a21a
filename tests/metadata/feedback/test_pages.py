"""Letter and summary: hostile text stays text, and everybody can read them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from feeds import home_in
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from shelf import Shelf, fill, issue

from metadata.feedback.package import write_package
from transforms.record import Level

LANGUAGES = ("fi", "sv", "en")
PAGES = tuple(f"{name}.{lang}.html" for name in ("letter", "summary") for lang in LANGUAGES)
HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "</style><script>x</script>",
    "{{ 7 * 7 }}{% raw %}", "Kissa\u202egpj.exe", "<!--", "&lt;b&gt;", "javascript:alert(1)",
)  # fmt: skip


def page(folder: Path, name: str) -> HtmlElement:
    return document_fromstring((folder / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Iterator[Path]:
    """The package of a vendor with everything in its history, shared."""
    home = home_in(tmp_path_factory.mktemp("whole"), synthetic)
    fill(Shelf(home))
    yield write_package(home, "alpha").folder
    home.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Iterator[Path]:
    """The package of a vendor that means harm, shared."""
    home = home_in(tmp_path_factory.mktemp("hostile"), synthetic)
    shelf = Shelf(home)
    number = shelf.delivery("<script>alert(2)</script>.mrc", "held", "committed", counts={"read": 30, "live": 30})
    shelf.checked(number, "fill.<script>", 0.1, 0.5, "hold")
    for at, text in enumerate(HOSTILE):
        bad = issue(f"Q{at:02}", text, slug=text[:20], path=text)
        mended = issue(f"P{at:02}", text, after=f"{text}!", fixed=True)
        shelf.record(f"{text}{at}", number, bad, mended, title=text)
    shelf.withheld(number, 1, "<b>id</b>", "S01", "<script>alert(3)</script>")
    yield write_package(home, "alpha").folder
    home.close()


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_stays_text(hostile: Path, name: str) -> None:
    tree = page(hostile, name)
    assert not tree.xpath("//script | //img | //b | //iframe | //*[@style]")
    assert not [key for each in tree.iter() for key in each.attrib if key.startswith("on")]
    assert not [
        each for each in tree.xpath("//@href | //@src") if not re.match(r"#|mailto:|[a-z]+\.[a-z]{2}\.html$", each)
    ]
    assert len(tree.xpath("//style")) == 1
    assert "\u202e" not in (hostile / name).read_text("utf-8")


def test_hostile_title_is_shown_as_it_is(hostile: Path) -> None:
    text = page(hostile, "letter.en.html").text_content()
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}{% raw %}" in text
    assert "⟨U+202E⟩" in text


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound_and_accessible(whole: Path, name: str) -> None:
    tree = page(whole, name)
    lang = name.split(".")[1]
    assert tree.get("lang") == lang
    assert tree.xpath("string(//title)").strip()
    assert len(tree.xpath("//main")) == len(tree.xpath("//h1")) == 1
    assert tree.xpath("//a[@class='skip']/@href") == ["#content"]
    levels = [int(each.tag[1]) for each in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not tree.xpath("//table[not(.//th[@scope='col'])] | //table//tr[not(th)]")
    assert not tree.xpath("//*[contains(@class, 'scroll')][not(@tabindex and @role and @aria-label)]")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {each for value in tree.xpath("//@aria-labelledby") for each in value.split()} <= set(ids)
    assert [each.get("lang") for each in tree.xpath("//nav/a")] == list(LANGUAGES)
    assert tree.xpath("//nav/a[@aria-current]/@lang") == [lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chart_has_words_and_a_table(whole: Path, lang: str) -> None:
    tree = page(whole, f"summary.{lang}.html")
    found = tree.xpath("//section[@class='chart']")
    assert len(found) == 6
    for each in found:
        (svg,) = each.xpath("./svg")
        assert svg.get("role") == "img"
        assert svg.xpath("string(./title)").strip()
        assert svg.xpath("string(./desc)").strip()
        assert each.xpath(".//details//tbody/tr")


@pytest.mark.parametrize("name", PAGES)
def test_page_follows_its_own_policy(whole: Path, name: str) -> None:
    text = (whole / name).read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert style and policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert html.unescape(policy[1]) == f"default-src 'none'; style-src 'sha256-{digest}'"
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_charts_are_xml_that_any_reader_takes(whole: Path) -> None:
    text = (whole / "summary.fi.html").read_text("utf-8")
    found = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(found) > 6
    for each in found:
        etree.fromstring(each)


def test_contrast_of_text_is_enough() -> None:
    import metadata.feedback
    from metadata.feedback import charts

    css = (Path(metadata.feedback.__file__).parent / "templates/page.css").read_text("utf-8")
    text = {each for each in re.findall(r"(?<![-\w])color: (#[0-9a-f]{3,6})", css) if each != "#fff"} | {
        charts.INK,
        charts.SOFT,
        charts.RED,
        charts.TEAL,
    }
    assert len(text) >= 4
    for ink in text:
        for paper in ("#fff", "#f1f4f3", "#f1f6f6"):
            assert contrast(ink, paper) >= 4.5, (ink, paper)
    for badge in re.findall(r"\.(?:level|fatal|error|warning) \{[^}]*background: (#[0-9a-f]+)", css):
        assert contrast("#fff", badge) >= 4.5, badge


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2, 1-21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_letter_asks_in_order_of_weight_with_the_vendors_own_ids(whole: Path) -> None:
    tree = page(whole, "letter.fi.html")
    heads = [each.text_content() for each in tree.xpath("//ol[@class='rules']/li/h3")]
    assert [each.split(". ", 1)[1] for each in heads] == [
        "Tietuetta ei voi lukea", "Nimeke (245 $a) puuttuu", "ISBN … ei läpäise tarkistusta", *[heads[3][3:]],
    ]  # fmt: skip
    third = tree.xpath("//ol[@class='rules']/li[3]")[0]
    assert "kir-00003" in third.xpath("string(.//p[@class='ids'])")
    assert "978-951-0-00000-7" in third.xpath("string(.//div[@class='example'])")
    assert "20 tietuetta" in third.text_content()


def test_letter_shows_before_and_after_of_what_we_mended(whole: Path) -> None:
    rows = [each.text_content() for each in page(whole, "letter.en.html").xpath("//table[@class='values']/tbody/tr")]
    assert any("Kissa⟨U+00A0⟩ja koira" in row and "Kissa ja koira" in row for row in rows)
    assert any("22 cm" in row and "(no longer here)" in row for row in rows)


def test_letter_says_how_many_more_there_are(shelf: Shelf, tmp_path: Path) -> None:
    number = shelf.delivery("a.mrc")
    for each in range(25):
        shelf.record(f"k{each}", number, issue())
    folder = write_package(shelf.home, "alpha", tmp_path / "out").folder
    assert "ja 5 muuta, katso feedback.xlsx" in page(folder, "letter.html").text_content()


def test_rules_beyond_the_limit_stand_in_a_table(shelf: Shelf, tmp_path: Path) -> None:
    number = shelf.delivery("a.mrc")
    shelf.record("k1", number, *(issue(f"Q{each:02}") for each in range(15)))
    tree = page(write_package(shelf.home, "alpha", tmp_path / "out").folder, "letter.html")
    assert len(tree.xpath("//ol[@class='rules']/li")) == 12
    assert tree.xpath("//table/tbody/tr/th/text()")[:3] == ["Q12", "Q13", "Q14"]


def test_nothing_to_ask_is_said_kindly(shelf: Shelf, tmp_path: Path) -> None:
    shelf.record("k1", shelf.delivery("a.mrc"), issue(level=Level.INFO))
    folder = write_package(shelf.home, "alpha", tmp_path / "out").folder
    assert "Thank you for your good work!" in page(folder, "letter.en.html").text_content()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_vendor_without_deliveries_has_pages_too(shelf: Shelf, tmp_path: Path, lang: str) -> None:
    folder = write_package(shelf.home, "alpha", tmp_path / "out").folder
    assert not page(folder, f"summary.{lang}.html").xpath("//section/svg")
    assert page(folder, f"letter.{lang}.html").xpath("//h1")


def test_summary_tells_what_held_a_delivery(whole: Path) -> None:
    text = page(whole, "summary.sv.html").text_content()
    assert "antalet poster är 31" in text
    assert "stoppades, godkändes sedan" in text
