"""Looks at pages of the desk."""

from __future__ import annotations

from lxml import html
from starlette.testclient import TestClient


def page(desk: TestClient, path: str, **query: str) -> html.HtmlElement:
    """A page that is there, in English where nothing else is asked for."""
    answer = desk.get(f"/desk{path}", params={"lang": "en", **query})
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def texts(found: html.HtmlElement, path: str) -> list[str]:
    """The first text of each of these elements."""
    return [next(text.strip() for text in each.itertext() if text.strip()) for each in found.xpath(path)]
