"""Letter and summary in a real browser: no refusal by their own policy, one page of A4, room on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from shelf import Shelf, fill

from metadata.feedback.package import write_package

pytestmark = pytest.mark.long
LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def folder(shelf: Shelf, tmp_path: Path) -> Path:
    fill(shelf, 30)
    return write_package(shelf.home, "alpha", tmp_path / "out").folder


def test_pages_in_a_browser(browser: Any, folder: Path) -> None:
    for name in (f"{each}.{lang}.html" for each in ("letter", "summary") for lang in LANGUAGES):
        page = browser.new_page(viewport={"width": 360, "height": 800})
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto((folder / name).as_uri())
        assert not said, name
        assert page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_summary_is_one_page_of_a4(browser: Any, folder: Path, lang: str) -> None:
    page = browser.new_page()
    page.goto((folder / f"summary.{lang}.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
