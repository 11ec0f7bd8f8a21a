"""856 42: cover, samples and trailers (onix-to-marc.md §13). Links to the title itself are made at publication."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.calendar import Asks, Calendar
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.days import holds
from transforms.crosswalks.onix.texts import is_for_libraries
from transforms.formats.onix import Node, Product
from transforms.onix_codes import Resource
from transforms.record import Field

PATH = "CollateralDetail/SupportingResource"
LINKABLE = frozenset({"", "01", "02"})  # list 161: not what is embedded in a page or closed in an app
FILE_FORMAT = "01"  # list 162
KINDS = ("cover", "sample", "trailer")


def resources_856(product: Product, context: Context) -> list[Field]:
    """856 42: one cover, and what lets one read, hear or see a part, where the vendor's licence lets us."""
    if not context.profile.covers:
        return []
    found: dict[str, list[tuple[str, Field]]] = {}
    for resource, node in _resources(product, context):
        field = _field(resource, node, context)
        if field is not None:
            found.setdefault(resource.kind, []).append((resource.rank, field))
    return [field for kind in KINDS for field in _chosen(found.get(kind, []))]


def _chosen(found: list[tuple[str, Field]]) -> list[Field]:
    """Of a kind with ranks the best one; of another each."""
    if found and found[0][0]:
        return [min(found, key=lambda each: each[0])[1]]
    return list(dict.fromkeys(field for _, field in found))


def _resources(product: Product, context: Context) -> Iterator[tuple[Resource, Node]]:
    """The resources that have a place in MARC; a type of no list becomes an issue."""
    known = context.tables.onix_codes.resources
    for node in product.all(PATH):
        code = node.text("ResourceContentType")
        resource = known.get(code)
        if resource is None:
            context.note("O06", f"{PATH}/ResourceContentType", code)
        elif resource.kind and is_for_libraries(node):
            yield resource, node


def _field(resource: Resource, node: Node, context: Context) -> Field | None:
    """The link to the first version that may be linked today; an address of another kind than the web's is told."""
    for version in node.all("ResourceVersion"):
        link = version.text("ResourceLink")
        if not link or version.text("ResourceForm") not in LINKABLE or not _is_current(version, context):
            continue
        if not link.lower().startswith(("https://", "http://")):  # "javascript:" and other harm
            context.note("X02", f"{PATH}/ResourceVersion/ResourceLink", link)
            continue
        address = link.replace(" ", "%20")  # RFC 3986: what a browser would make of it
        if address != link:
            context.note("X02", f"{PATH}/ResourceVersion/ResourceLink", link, after=address)
        parts = ("3", context.words[resource.kind], "u", address, "q", _media_type(version, context))
        return Field.data("856", "42", *parts)
    return None


def _media_type(version: Node, context: Context) -> str:
    """The media type of the file, or ""."""
    types = context.tables.onix_codes.media_types
    for each in version.all("ResourceVersionFeature"):
        if each.text("ResourceVersionFeatureType") == FILE_FORMAT:
            return types.get(each.text("FeatureValue"), "")
    return ""


def _is_current(version: Node, context: Context) -> bool:
    """False before the first or after the last day of a resource, by the day of the run, else of the message."""
    dates = version.all("ContentDate")
    return not dates or holds(dates, "ContentDateRole", _calendar(context), Asks.RESOURCE)


def _calendar(context: Context) -> Calendar:
    """That of the run; where nobody knows its day, that of the message."""
    return context.calendar if context.calendar.knows_day else Calendar(context.envelope.sent[:10].replace("-", ""))
