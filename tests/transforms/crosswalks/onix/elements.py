"""Which elements of ONIX there are by EDItEUR's schemas, and which of them our code looks at: traced, not guessed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import onixcheck
from lxml import etree

from tests.transforms.crosswalks.onix.onix_builder import tables
from transforms.calendar import Calendar
from transforms.crosswalks.onix import convert, gate
from transforms.formats import onix
from transforms.formats.frame import Envelope, Unreadable
from transforms.formats.onix import Product, node
from transforms.formats.xml_frames import XmlRefused
from transforms.profile import Profile

SCHEMAS = Path(onixcheck.__file__).parent / "schema"
XSD = "{http://www.w3.org/2001/XMLSchema}"
NOT_OF_THE_PRODUCT = ("PromotionDetail", "ProductionDetail")  # blocks 7 and 8: promotion and printing
TODAY = "260101"
CURIOUS = Profile(  # asks for all that a vendor file can ask for
    vendor="any",
    source="VENDORA",
    isil="FI-XXX",
    entered=TODAY,
    territory="FI",
    lookups={"identifier": {"Own": "OWN"}},
    switches={"publisher_added_entry": "on", "file_size": "on", "advance_note": "on"},
)
PLAIN = "01"
TOLD = {  # so that the gate lets it through, and a series is one
    "CollectionType": "10",
    "CountriesIncluded": "FI",
    "Date": "20250101",
    "DateFormat": "00",
    "NotificationType": "03",
    "PrimaryContentType": "10",
    "ProductComposition": "00",
    "ProductForm": "ED",
    "PublishingStatus": "04",
    "SalesRightsType": "01",
    "TitleType": "01",
}


@cache
def elements_of(release: str) -> tuple[str, ...]:
    """The paths of all elements of a Product ("DescriptiveDetail/ProductForm"), a composite before what is in it."""
    found: dict[str, etree._Element] = {}
    groups: dict[str, etree._Element] = {}
    for each in etree.parse(SCHEMAS / f"xsd{release}" / f"ONIX_BookProduct_{release}_reference.xsd").getroot():
        if each.tag in (f"{XSD}element", f"{XSD}group"):
            (found if each.tag == f"{XSD}element" else groups)[str(each.get("name"))] = each

    def inside(parent: etree._Element) -> Iterator[str]:
        for each in parent.iter(f"{XSD}element", f"{XSD}group"):
            name = each.get("ref")
            if name in found and each.tag == f"{XSD}element":
                yield name
            elif name in groups:
                yield from inside(groups[name])

    def below(name: str, path: tuple[str, ...]) -> Iterator[str]:
        for each in dict.fromkeys(inside(found[name])):
            if each not in path and each not in NOT_OF_THE_PRODUCT:
                yield "/".join((*path, each))
                yield from below(each, (*path, each))

    return tuple(below("Product", ()))


def path_of(element: etree._Element | None) -> str:
    """Where an element stands in its Product."""
    names: list[str] = []
    while element is not None and node.local_name(str(element.tag)) != "Product":
        names.append(node.local_name(str(element.tag)))
        element = element.getparent()
    return "/".join(reversed(names))


class _Watched(dict[str, list[etree._Element]]):
    """The children of an element; notes under which names they are asked for."""

    def __init__(self, children: dict[str, list[etree._Element]], path: str, read: set[str]) -> None:
        super().__init__(children)
        self._path, self._read = path, read

    def _note(self, name: object) -> None:
        self._read.add(f"{self._path}/{name}".lstrip("/"))

    def __getitem__(self, name: str) -> list[etree._Element]:
        self._note(name)
        return super().__getitem__(name)

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        self._note(name)
        return super().get(name, default)  # type: ignore[arg-type]

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return super().__contains__(name)


@contextmanager
def watched() -> Iterator[set[str]]:
    """The paths that are asked for meanwhile, in whatever product, whether it has them or not."""
    read: set[str] = set()
    plain = node._by_name
    node._by_name = lambda parent: _Watched(plain(parent), path_of(parent), read)
    try:
        yield read
    finally:
        node._by_name = plain


def ask(product: Product, envelope: Envelope) -> None:
    """Let the gate and the crosswalk look at a product."""
    gate(product, CURIOUS, tables(), Calendar.of(TODAY))
    convert(product, envelope, CURIOUS, tables(), Calendar.of(TODAY))


def whole(without: frozenset[str] = frozenset(), codes: str = PLAIN) -> Product:
    """A product with every element of the schemas but these, each once; all codes and texts are the same."""
    made: dict[str, etree._Element] = {"": etree.Element("Product")}
    for path in dict.fromkeys((*elements_of("3.1"), *elements_of("3.0"))):
        parent, _, name = path.rpartition("/")
        if parent in made and name not in without:
            made[path] = etree.SubElement(made[parent], name)
    for path, element in made.items():
        if not len(element):
            element.text = TOLD.get(path.rpartition("/")[2], codes)
    return Product(made[""])


def products_in(path: Path) -> Iterator[tuple[Product, Envelope]]:
    """The products of a file that is ONIX; nothing of another."""
    stream = io.BytesIO(path.read_bytes())
    try:
        envelope = onix.open_message(stream)
    except (XmlRefused, ValueError):
        return
    for frame in onix.frames(stream, envelope):
        product = onix.parse(frame.raw, envelope, tables().onix)
        if not isinstance(product, Unreadable):
            yield product, envelope
