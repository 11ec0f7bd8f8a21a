"""A product against EDItEUR's XSDs and the code lists in them. What they say is reported; it never decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

from lxml import etree

from transforms.formats.onix.node import local_name
from transforms.record import Issue, Level

MOST = 20  # issues of one product
FILES = {  # release and kind of tags → file, and the namespace that it is written for
    ("2.1", "reference"): (
        "xsd2.1/ONIX_BookProduct_Release2.1_reference.xsd",
        "http://www.editeur.org/onix/2.1/reference",
    ),
    ("2.1", "short"): ("xsd2.1/ONIX_BookProduct_Release2.1_short.xsd", "http://www.editeur.org/onix/2.1/short"),
    ("3.0", "reference"): ("xsd3.0/ONIX_BookProduct_3.0_reference.xsd", "http://ns.editeur.org/onix/3.0/reference"),
    ("3.0", "short"): ("xsd3.0/ONIX_BookProduct_3.0_short.xsd", "http://ns.editeur.org/onix/3.0/short"),
    ("3.1", "reference"): ("xsd3.1/ONIX_BookProduct_3.1_reference.xsd", "http://ns.editeur.org/onix/3.1/reference"),
    ("3.1", "short"): ("xsd3.1/ONIX_BookProduct_3.1_short.xsd", "http://ns.editeur.org/onix/3.1/short"),
}
_NAMESPACE = re.compile(r"\{[^}]*\}")
_VALUE = re.compile(r"The value '(.*?)' is not", re.DOTALL)
_CODE = "SCHEMAV_CVC_ENUMERATION_VALID"
_ECHOES = frozenset({"SCHEMAV_CVC_DATATYPE_VALID_1_2_1", "SCHEMAV_CVC_COMPLEX_TYPE_2_2"})  # said beside the real fault


def schema_issues(product: etree._Element, release: str, schemas: Path) -> tuple[Issue, ...]:
    """O06 for a code that is not in its list, O17 for any other breach of the schema, as the parsed product stands.

    Most messages have no namespace or a wrong one: that alone is not told.
    """
    tags = "short" if local_name(product.tag) == "product" else "reference"
    file, namespace = FILES[release if (release, tags) in FILES else "3.0", tags]
    schema = _schema(schemas / file)
    if schema.validate(_in_namespace(product, namespace)):
        return ()
    log: Iterable[etree._LogEntry] = schema.error_log  # type: ignore[assignment]  # the stubs do not know that it is one
    found = (_issue(error) for error in log if error.type_name not in _ECHOES)
    return tuple(dict.fromkeys(found))[:MOST]


@lru_cache(maxsize=len(FILES))
def _schema(path: Path) -> etree.XMLSchema:
    """A compiled schema; about 0.1 s each, once per process."""
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    return etree.XMLSchema(etree.parse(path, parser))


def _in_namespace(product: etree._Element, namespace: str) -> etree._Element:
    copy = deepcopy(product)
    for each in copy.iter("*"):
        each.tag = f"{{{namespace}}}{local_name(each.tag)}"
    return copy


def _issue(error: etree._LogEntry) -> Issue:
    message = _NAMESPACE.sub("", error.message)
    element = message.partition("Element '")[2].partition("'")[0] or "Product"
    if error.type_name == _CODE:
        value = _VALUE.search(message)
        return Issue("O06", "code-unknown", Level.WARNING, element, value.group(1) if value else "")
    return Issue("O17", "schema-invalid", Level.WARNING, element, message)
