"""The XSDs and code lists of the installed onixcheck: reported, never decisive."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

from short_tags import schemas

from transforms.formats.frame import Envelope
from transforms.formats.onix import Dialects, Product, parse
from transforms.record import Issue, Level

DIALECTS = Dialects(Path(__file__).parents[4] / "schemas" / "onix")
PRODUCT = (
    "<Product><RecordReference>1</RecordReference><NotificationType>03</NotificationType>"
    "<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>"
    "<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>ED</ProductForm><TitleDetail>"
    "<TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel><TitleText>A</TitleText>"
    "</TitleElement></TitleDetail></DescriptiveDetail></Product>"
)
SHORT = (
    "<product><a001>1</a001><a002>03</a002><productidentifier><b221>15</b221><b244>9789527999011</b244>"
    "</productidentifier><descriptivedetail><x314>00</x314><b012>ED</b012><titledetail><b202>01</b202>"
    "<titleelement><x409>01</x409><b203>A</b203></titleelement></titledetail></descriptivedetail></product>"
)
OLD = (
    "<Product><RecordReference>1</RecordReference><NotificationType>03</NotificationType>"
    "<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>"
    "<ProductForm>DG</ProductForm><Title><TitleType>01</TitleType><TitleText>A</TitleText></Title>"
    "<NoContributor/><NoEdition/><PublisherName>B</PublisherName></Product>"
)


def found(xml: str, release: str = "3.0", namespace: str = "") -> tuple[Issue, ...]:
    head = f'<w xmlns="{namespace}">'.encode() if namespace else b"<w>"
    read = parse(xml.encode(), Envelope("onix", head=head, tail=b"</w>", release=release), DIALECTS, schemas())
    assert isinstance(read, Product)
    return read.issues


@pytest.mark.parametrize(
    ("xml", "release"),
    [(PRODUCT, "3.0"), (PRODUCT, "3.1"), (PRODUCT, ""), (SHORT, "3.0"), (SHORT, "3.1"), (OLD, "2.1")],
)
@pytest.mark.parametrize("namespace", ["", "http://ns.editeur.org/onix/3.0/reference", "urn:wrong"])
def test_a_valid_product_has_no_issue_whatever_its_namespace(xml: str, release: str, namespace: str) -> None:
    assert found(xml, release, namespace) == ()


def test_a_code_that_is_not_in_its_list_is_told_once() -> None:
    (issue,) = found(PRODUCT.replace(">ED<", ">QQ<"))
    assert issue == Issue("O06", "code-unknown", Level.WARNING, "ProductForm", "QQ")


def test_a_breach_of_the_schema_names_the_element() -> None:
    (issue,) = found(PRODUCT.replace("<ProductComposition>00</ProductComposition>", ""))
    assert (issue.rule, issue.level, issue.path) == ("O17", Level.WARNING, "ProductForm")
    assert "ProductComposition" in issue.value
    assert "{" not in issue.value


def test_without_a_folder_nothing_is_asked() -> None:
    read = parse(b"<Product><X/></Product>", Envelope("onix", head=b"<w>", tail=b"</w>", release="3.0"), DIALECTS)
    assert isinstance(read, Product)
    assert read.issues == ()
