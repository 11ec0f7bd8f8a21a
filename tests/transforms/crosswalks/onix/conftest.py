"""A builder of ONIX products: a minimal valid Finnish e-book, with parts replaced or added by each test."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from transforms.crosswalks.onix import Gate, convert, gate
from transforms.formats import onix
from transforms.formats.frame import Envelope, Unreadable
from transforms.profile import Profile
from transforms.record import Issue, Record
from transforms.tables import Tables

SCHEMAS = Path(__file__).parents[4] / "schemas"
PROFILE = Profile(source="VENDORA", isil="FI-XXX", entered="261122")

TITLE = """<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
  <TitleText>Saaren valot</TitleText></TitleElement></TitleDetail>"""
FORM = "<ProductComposition>00</ProductComposition><ProductForm>ED</ProductForm>"
EPUB = "<ProductFormDetail>E101</ProductFormDetail>"
FINNISH = "<Language><LanguageRole>01</LanguageRole><LanguageCode>fin</LanguageCode></Language>"
ISBN = "<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>"


class Converted(NamedTuple):
    """A converted product: its record, its issues, and shortcuts into both."""

    record: Record
    issues: tuple[Issue, ...]

    def lines(self, *tags: str) -> list[str]:
        """The fields with these tags as MarcEdit lines without the tag."""
        return [str(field)[6:] for field in self.record.all(*tags)]

    @property
    def rules(self) -> list[str]:
        return [each.rule for each in self.issues]


def message(products: str, sent: str = "20261122T1200Z", release: str = "3.0") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ONIXMessage release="{release}" xmlns="http://ns.editeur.org/onix/{release}/reference">
<Header><Sender><SenderName>Esimerkkikustannus Oy</SenderName></Sender><SentDateTime>{sent}</SentDateTime></Header>
{products}</ONIXMessage>""".encode()


def product_xml(
    detail: str = "",
    *,
    head: str = "<RecordReference>123456</RecordReference><NotificationType>03</NotificationType>" + ISBN,
    form: str = FORM + EPUB,
    title: str = TITLE,
    language: str = FINNISH,
    rest: str = "",
) -> str:
    return f"<Product>{head}<DescriptiveDetail>{form}{title}{language}{detail}</DescriptiveDetail>{rest}</Product>"


@pytest.fixture(scope="session")
def tables() -> Tables:
    return Tables.load(SCHEMAS)


def parsed(xml: str) -> tuple[onix.Product, Envelope]:
    envelope = onix.open_message(io.BytesIO(message(xml)))
    product = onix.parse(xml.strip().encode(), envelope)
    assert not isinstance(product, Unreadable), product
    return product, envelope


@pytest.fixture
def convert_xml(tables: Tables) -> Callable[..., Converted]:
    """Convert one Product element as text."""

    def run(xml: str, profile: Profile = PROFILE) -> Converted:
        product, envelope = parsed(xml)
        return Converted(*convert(product, envelope, profile, tables))

    return run


@pytest.fixture
def converted(convert_xml: Callable[..., Converted]) -> Callable[..., Converted]:
    """Convert the minimal product with the given parts (see `product_xml`)."""

    def run(detail: str = "", profile: Profile = PROFILE, **parts: str) -> Converted:
        return convert_xml(product_xml(detail, **parts), profile)

    return run


@pytest.fixture
def gated() -> Callable[..., Gate]:
    """The gate's answer for the minimal product with the given parts."""

    def run(detail: str = "", profile: Profile = PROFILE, **parts: str) -> Gate:
        return gate(parsed(product_xml(detail, **parts))[0], profile)

    return run
