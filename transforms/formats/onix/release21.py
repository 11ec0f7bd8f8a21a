"""An ONIX 2.1 product as a 3.0 tree, by schemas/onix/onix21.yml; the crosswalk then sees 3.0 only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from transforms.formats.onix.dialects import Release21, Template
from transforms.formats.onix.node import local_name

BLOCKS = (
    "DescriptiveDetail",
    "CollateralDetail",
    "ContentDetail",
    "PublishingDetail",
    "RelatedMaterial",
    "ProductSupply",
)
_OWN = ("ProductForm", "EpubType", "Title", "Contributor", "Publisher", "OtherText", "SupplyDetail", "PublicationDate")
_FLAT_TITLE: Template = {  # before 2.1 had composites, the title stood right under Product
    "TitleDetail": {
        "TitleType": "01",
        "TitleElement": {
            "TitleElementLevel": "01",
            "TitleText": "=DistinctiveTitle",
            "TitlePrefix": "=TitlePrefix",
            "TitleWithoutPrefix": "=TitleWithoutPrefix",
            "Subtitle": "=Subtitle",
        },
    }
}
_DATE_FORMATS = {4: "05", 6: "01"}  # list 55, by the number of digits; 2.1 tells the format by nothing else


def is_21(product: etree._Element) -> bool:
    """True if a product (with reference names) has elements right under it that only stand there in 2.1."""
    names = {local_name(each.tag) for each in product.iterchildren("*")}
    return not names.isdisjoint(_OWN) and names.isdisjoint(BLOCKS)


def as_30(product: etree._Element, rules: Release21) -> etree._Element:
    """The 3.0 tree of a 2.1 product with reference names; takes the elements out of the given one."""
    for each in product.iter("*"):
        each.tag = local_name(each.tag)
    made = etree.Element("Product")
    blocks = {"Product": made}
    if product.find("Title") is None:
        _build(_block("DescriptiveDetail", blocks), _FLAT_TITLE, product, rules)
    for child in list(product.iterchildren("*")):
        block, _ = rules.places.get(child.tag, ("", None))
        if block:
            _place(child, _block(block, blocks), rules)
    return made


def _block(name: str, blocks: dict[str, etree._Element]) -> etree._Element:
    if name not in blocks:
        blocks[name] = etree.SubElement(blocks["Product"], name)
    return blocks[name]


def _place(element: etree._Element, parent: etree._Element, rules: Release21) -> None:
    """Put what an element becomes under its new parent."""
    _, template = rules.places.get(element.tag, ("", None))
    if template is not None:
        _build(parent, template, element, rules)
    else:
        parent.append(_moved(element, rules))


def _moved(element: etree._Element, rules: Release21) -> etree._Element:
    """The element under its new name; one that tells of a product in small is a product in small."""
    if element.tag in rules.products:
        children = list(element.iterchildren("*"))
        for child in children:
            _place(child, element, rules)
            if child.tag in rules.places and rules.places[child.tag][1] is not None:
                element.remove(child)
    for each in element.iter("*"):
        each.tag = rules.renamed.get(each.tag, each.tag)
    return element


def _build(parent: etree._Element, template: Template, source: etree._Element, rules: Release21) -> bool:
    """Add the elements of a template; True if one of them has a text from the source, else nothing was added."""
    before, told = len(parent), False
    for name, content in template.items():
        added = _add(parent, name, content, source, rules)
        if added is None:
            told = False
            break
        told |= added
    if not told:
        del parent[before:]
    return told


def _add(parent: etree._Element, name: str, content: Any, source: etree._Element, rules: Release21) -> bool | None:
    """Add what one entry of a template stands for; True if that has a text from the source, None as `_fill`."""
    if isinstance(content, Mapping):
        child = etree.SubElement(parent, name)
        if _build(child, content, source, rules):
            return True
        parent.remove(child)
        return False
    if isinstance(content, list) and any(isinstance(each, Mapping) for each in content):
        added = [_add(parent, name, each, source, rules) for each in content]
        return any(added)
    if isinstance(content, str) and content.startswith("@"):
        moved = [_moved(each, rules) for each in source.findall(content[1:])]
        parent.extend(moved)
        return bool(moved)
    return _fill(parent, name, [content] if isinstance(content, str) else content, source, rules)


def _fill(
    parent: etree._Element, name: str, ways: Iterable[str], source: etree._Element, rules: Release21
) -> bool | None:
    """Add one element by the first way that gives it a text; True if that came from the source.

    None for a code without a counterpart in 3.0: what it is part of would say nothing.
    """
    for way in ways:
        if not way.startswith("="):
            etree.SubElement(parent, name).text = way
            return False
        found = source.findall(way[1:]) if way != "=" else [source]
        found = [each for each in found if len(each) or (each.text or "").strip()]
        if found:
            return _copy(found, etree.SubElement(parent, name), rules) or None
    return False


def _copy(found: list[etree._Element], target: etree._Element, rules: Release21) -> bool:
    """Text, attributes and markup of the source; False for a code that has no counterpart in 3.0."""
    first = found[0]
    text = " ".join((each.text or "").strip() for each in found) if len(found) > 1 else first.text
    codes = rules.codes.get(first.tag)
    if codes is not None:
        code = (text or "").strip()
        text = codes.get(code, code if "*" in codes else "")
        if not text:
            return False
    target.text = text
    target.attrib.update(first.attrib)
    target.extend(list(first))
    style = _DATE_FORMATS.get(len((text or "").strip())) if target.tag == "Date" else None
    if style and "dateformat" not in target.attrib:
        target.set("dateformat", style)
    return True
