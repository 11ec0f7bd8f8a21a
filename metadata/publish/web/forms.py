"""The forms of a title besides its page, by suffix or Accept header, and the Link header that names them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import orjson
from markupsafe import Markup
from starlette.datastructures import MutableHeaders

from transforms.formats.graph import Thing, json_ld
from transforms.formats.marc21 import TooLong, to_iso2709
from transforms.formats.marcxml import to_marcxml
from transforms.formats.schema_org import CC0
from transforms.record import Record


class Form(NamedTuple):
    """A form and how it is written, of the record and what gives its graph."""

    media_type: str
    accepted: Sequence[str]
    write: Callable[[Record, Callable[[], Thing]], bytes | TooLong]
    is_marc: bool = True  # nothing goes into it but the record


def as_json(thing: Thing) -> bytes:
    """JSON-LD in UTF-8."""
    return orjson.dumps(json_ld(thing), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_data_block(thing: Thing) -> Markup:
    """JSON-LD to stand in a page, in ASCII: no text in it can end its element, begin markup or turn its direction."""
    text = json.dumps(json_ld(thing), separators=(",", ":"))
    for each in "<>&":
        text = text.replace(each, f"\\u{ord(each):04x}")
    return Markup(text)  # noqa: S704  # nothing in it is markup now


def link(headers: MutableHeaders, page: str, forms: Sequence[str], query: str = "") -> None:
    """Write the Link header (RFC 8288): the page without a suffix, its other forms, the licence of the metadata.

    `query` stands behind the addresses of the forms and begins with "?".
    """
    others = [f'<{page}{each}{query}>; rel="alternate"; type="{FORMS[each].media_type}"' for each in forms]
    headers["Link"] = ", ".join((f'<{page}>; rel="canonical"', *others, f'<{CC0}>; rel="license"'))


def _xml(record: Record, _: Callable[[], Thing]) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_marcxml(record)}\n'.encode()


def _iso2709(record: Record, _: Callable[[], Thing]) -> bytes | TooLong:
    return to_iso2709(record)


def _lines(record: Record, _: Callable[[], Thing]) -> bytes:
    return f"{record}\n".encode()


def _graph(_: Record, graph: Callable[[], Thing]) -> bytes:
    return as_json(graph())


GRAPH = ".jsonld"
FORMS: Mapping[str, Form] = {
    ".xml": Form("application/marcxml+xml", ("application/marcxml+xml", "application/xml", "text/xml"), _xml),
    ".mrc": Form("application/marc", ("application/marc",), _iso2709),
    ".txt": Form("text/plain", ("text/plain",), _lines),
    GRAPH: Form("application/ld+json", ("application/ld+json", "application/json"), _graph, is_marc=False),
}
