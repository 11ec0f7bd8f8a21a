"""A builder of ONIX products: a minimal valid Finnish e-book, with parts replaced or added by each test."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests import shipped
from transforms.calendar import Calendar
from transforms.crosswalks.onix import Gate, convert, gate
from transforms.formats import onix
from transforms.formats.frame import Envelope, Unreadable
from transforms.profile import Profile
from transforms.record import Issue, Record
from transforms.tables import Tables

SCHEMAS = Path(__file__).parents[4] / "schemas"
PROFILE = Profile(source="VENDORA", isil="FI-XXX", entered="260101")

REFERENCE = "<RecordReference>123456</RecordReference>"
ISBN = "<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>"
HEAD = f"{REFERENCE}<NotificationType>03</NotificationType>{ISBN}"
FORM = "<ProductForm>ED</ProductForm><ProductFormDetail>E101</ProductFormDetail>"
AUDIO = "<ProductForm>AJ</ProductForm><ProductFormDetail>A103</ProductFormDetail>"
FILM = "<ProductForm>VA</ProductForm><ProductFormDetail>D105</ProductFormDetail>"


class Converted(NamedTuple):
    """A converted product: its record and its issues, with short cuts into both."""

    record: Record
    issues: tuple[Issue, ...]

    def lines(self, *tags: str) -> list[str]:
        """The fields with these tags as MarcEdit lines without the tag."""
        return [str(field)[6:] for field in self.record.all(*tags)]

    @property
    def found(self) -> list[tuple[str, str]]:
        """(rule, value) of each issue; that small products are not fully described is left out."""
        return [(each.rule, each.value) for each in self.issues if each.rule != "O09"]


def message(products: str, sent: str = "20261122T1200Z", release: str = "3.0") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ONIXMessage release="{release}" xmlns="http://ns.editeur.org/onix/{release}/reference">
<Header><Sender><SenderName>Esimerkkikustannus Oy</SenderName></Sender><SentDateTime>{sent}</SentDateTime></Header>
{products}</ONIXMessage>""".encode()


def title(text: str, kind: str = "01", level: str = "01", more: str = "") -> str:
    return (
        f"<TitleDetail><TitleType>{kind}</TitleType><TitleElement><TitleElementLevel>{level}</TitleElementLevel>"
        f"<TitleText>{text}</TitleText>{more}</TitleElement></TitleDetail>"
    )


def language(code: str, role: str = "01") -> str:
    return f"<Language><LanguageRole>{role}</LanguageRole><LanguageCode>{code}</LanguageCode></Language>"


def contributor(role: str, name: str, number: int = 1) -> str:
    """A Contributor; `name` is XML, or an inverted name when it is plain."""
    told = name if name.startswith("<") else f"<PersonNameInverted>{name}</PersonNameInverted>"
    return (
        f"<Contributor><SequenceNumber>{number}</SequenceNumber><ContributorRole>{role}</ContributorRole>"
        f"{told}</Contributor>"
    )


def extent(kind: str, value: str, unit: str) -> str:
    return (
        f"<Extent><ExtentType>{kind}</ExtentType><ExtentValue>{value}</ExtentValue>"
        f"<ExtentUnit>{unit}</ExtentUnit></Extent>"
    )


def subject(scheme: str, code: str = "", text: str = "") -> str:
    code = code and f"<SubjectCode>{code}</SubjectCode>"
    text = text and f"<SubjectHeadingText>{text}</SubjectHeadingText>"
    return f"<Subject><SubjectSchemeIdentifier>{scheme}</SubjectSchemeIdentifier>{code}{text}</Subject>"


def published(date: str, role: str = "01", style: str = "") -> str:
    style = style and f' dateformat="{style}"'
    return f"<PublishingDate><PublishingDateRole>{role}</PublishingDateRole><Date{style}>{date}</Date></PublishingDate>"


def related(relation: str, isbn: str, form: str = "") -> str:
    form = form and f"<ProductForm>{form}</ProductForm>"
    return (
        f"<RelatedProduct><ProductRelationCode>{relation}</ProductRelationCode><ProductIdentifier>"
        f"<ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>{form}</RelatedProduct>"
    )


def identifier(kind: str, value: str, name: str = "") -> str:
    """A ProductIdentifier; `name` is that of a proprietary scheme."""
    name = name and f"<IDTypeName>{name}</IDTypeName>"
    return (
        f"<ProductIdentifier><ProductIDType>{kind}</ProductIDType>{name}<IDValue>{value}</IDValue></ProductIdentifier>"
    )


def work(relation: str, *identifiers: tuple[str, str]) -> str:
    """A RelatedWork with its identifiers (list 16, value)."""
    told = "".join(
        f"<WorkIdentifier><WorkIDType>{kind}</WorkIDType><IDValue>{value}</IDValue></WorkIdentifier>"
        for kind, value in identifiers
    )
    return f"<RelatedWork><WorkRelationCode>{relation}</WorkRelationCode>{told}</RelatedWork>"


TITLE = title("Saaren valot")
FINNISH = language("fin")


def text(words: str, kind: str = "03", attributes: str = "", audience: str = "00") -> str:
    """A TextContent; `words` is XML, `attributes` those of Text."""
    return (
        f"<TextContent><TextType>{kind}</TextType><ContentAudience>{audience}</ContentAudience>"
        f"<Text{attributes}>{words}</Text></TextContent>"
    )


def product_xml(  # each part of a product may be replaced
    detail: str = "",
    *,
    head: str = HEAD,
    form: str = FORM,
    title: str = TITLE,
    language: str = FINNISH,
    publishing: str = "",
    related: str = "",
    collateral: str = "",
    contents: str = "",
) -> str:
    return (
        f"<Product>{head}<DescriptiveDetail>{form}{title}{language}{detail}</DescriptiveDetail>"
        f"<CollateralDetail>{collateral}</CollateralDetail><ContentDetail>{contents}</ContentDetail><PublishingDetail>{publishing}</PublishingDetail>"
        f"<RelatedMaterial>{related}</RelatedMaterial></Product>"
    )


@cache
def tables() -> Tables:
    return shipped.tables()


def parsed(xml: str) -> tuple[onix.Product, Envelope]:
    envelope = onix.open_message(io.BytesIO(message(xml)))
    product = onix.parse(xml.strip().encode(), envelope, tables().onix)
    assert not isinstance(product, Unreadable), product
    return product, envelope


def convert_xml(xml: str, profile: Profile = PROFILE) -> Converted:
    """Convert one Product element as text."""
    product, envelope = parsed(xml)
    return Converted(*convert(product, envelope, profile, tables(), Calendar.of(profile.entered)))


def converted(detail: str = "", profile: Profile = PROFILE, **parts: str) -> Converted:
    """Convert the minimal product with the given parts (see `product_xml`)."""
    return convert_xml(product_xml(detail, **parts), profile)


def gated(detail: str = "", profile: Profile = PROFILE, **parts: str) -> Gate:
    """The gate's answer for the minimal product with the given parts."""
    return gate(parsed(product_xml(detail, **parts))[0], profile, tables(), Calendar.of(profile.entered))
