"""The pages in a real browser: no refusal by their own policy, room on a phone, keyboard first, nothing that runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fake_catalogue import FakeCatalogue, title_id
from web_client import app_of, serving, with_title

from metadata.store.families import Family
from transforms.record import Field

pytestmark = pytest.mark.long
EVIL = "<script>document.title = 'run'</script></script><img src=x onerror=alert(1)> \u202e" + "x" * 90
WORK = "W" * 27
MEASURE = "document.documentElement.scrollWidth"
HIDDEN = """[...document.querySelectorAll('a, summary, [tabindex]')].filter(each => {
  if (!each.checkVisibility()) return false;
  each.focus(); const box = each.getBoundingClientRect();
  return document.activeElement !== each || box.width < 2 || getComputedStyle(each).outlineStyle === 'none';
}).map(each => each.outerHTML)"""


@pytest.fixture
def evil(catalogue: FakeCatalogue) -> str:
    """The path of a title whose every text is hostile and long."""
    catalogue.families["W", WORK] = Family((title_id(0),), "", "")
    return with_title(
        catalogue,
        *(Field.data(tag, "1 ", "a", EVIL, "b", EVIL) for tag in ("100", "245", "250", "490", "520", "521", "532")),
        *(Field.data("650", " 7", "a", EVIL, "0", f"https://x.example/{each}") for each in "ab"),
        Field.data("856", "40", "u", "https://x.example/1", "y", EVIL),
        Field.data("856", "42", "u", "https://x.example/1.jpg", "q", "image/jpeg"),
    )


@pytest.mark.parametrize("width", [320, 1200])
def test_pages_in_a_browser(browser: Any, catalogue: FakeCatalogue, tmp_path: Path, evil: str, width: int) -> None:
    paths = ("/", evil, f"/works/{WORK}")
    with serving(app_of(tmp_path, catalogue)) as address:
        for path, lang in ((path, lang) for path in paths for lang in ("fi", "sv", "en")):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.route("**/*.jpg", lambda route: route.fulfill(body=b"", content_type="image/png"))
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("dialog", lambda dialog, said=said: said.append(dialog.message))
            page.goto(f"{address}{path}?lang={lang}")
            assert not said, path
            assert page.title() != "run"
            assert page.evaluate(MEASURE) <= width, path
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == "skip"
            assert page.evaluate(HIDDEN) == [], path
            page.close()


def test_the_data_block_says_what_the_record_says(
    browser: Any, catalogue: FakeCatalogue, tmp_path: Path, evil: str
) -> None:
    with serving(app_of(tmp_path, catalogue)) as address:
        page = browser.new_page()
        page.goto(f"{address}{evil}")
        block = page.evaluate("document.querySelector('script').textContent")
        assert page.evaluate("document.scripts.length") == 1
        page.close()
    assert json.loads(block)["description"] == f"{EVIL} {EVIL}"
