"""A view behind its OAI-PMH door, asked by keyword, and what to read from its answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

from fake_catalogue import DOMAIN, FakeCatalogue, title_id
from lxml import etree
from oai_schema import schema

from metadata.publish.oai_pmh.exchange import Request, Response, Settings
from metadata.publish.oai_pmh.provider import handle

SITE = Settings("https://oai.example.org", "E-material & more", "metadata@example.org", DOMAIN, b"k" * 32, page_size=7)
NOW = datetime(2026, 11, 22, 18, 10, 11, 999, tzinfo=UTC)
OAI = "{http://www.openarchives.org/OAI/2.0/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


class Door:
    """One view, asked by keyword; every answer is checked for what holds of all of them."""

    def __init__(self, catalogue: FakeCatalogue, name: str = "all", site: Settings = SITE) -> None:
        self.catalogue, self.name, self.site = catalogue, name, site
        self.now = NOW

    def send(self, request: Request) -> Response:
        return handle(request, self.name, self.catalogue, self.site, lambda: self.now)

    def ask(self, *query: bytes, **arguments: str) -> etree._Element:
        named = {name.rstrip("_"): value for name, value in arguments.items()}
        response = self.send(Request("GET", query[0] if query else urlencode(named).encode()))
        assert response.status == 200
        assert dict(response.headers)["Content-Type"] == "text/xml; charset=utf-8"
        return checked(response.body)

    def walk(self, **arguments: str) -> Iterator[etree._Element]:
        root = self.ask(**arguments)
        yield root
        while token := root.findtext(f".//{OAI}resumptionToken"):
            root = self.ask(verb=arguments["verb"], resumptionToken=token)
            yield root

    def ids(self, **arguments: str) -> list[str]:
        arguments = {"verb": "ListIdentifiers", "metadataPrefix": "marc21", **arguments}
        return [each for page in self.walk(**arguments) for each in identifiers(page)]


def checked(body: bytes) -> etree._Element:
    """The root of a response that is valid, where the schemas are at hand, and keeps to what holds of all of them."""
    root = etree.fromstring(body)
    if (whole := schema()) is not None:
        whole.assertValid(root)
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="')
    assert not [each.tag for each in root.iter(f"{OAI}*") if each.prefix]
    assert not errors(root) or len(root) == 2 + len(errors(root))
    return root


def identifiers(root: etree._Element) -> list[str]:
    return [str(each.text) for each in root.iter(f"{OAI}identifier")]


def errors(root: etree._Element) -> list[str | None]:
    return [each.get("code") for each in root.iter(f"{OAI}error")]


def headers(root: etree._Element) -> dict[str, bool]:
    return {
        str(each.findtext(f"{OAI}identifier")): each.get("status") == "deleted" for each in root.iter(f"{OAI}header")
    }


def oai(number: int) -> str:
    return f"oai:{DOMAIN}:{title_id(number)}"
