"""Records of several media, as they are published, and what schema.org says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transforms.formats.graph import json_ld
from transforms.formats.schema_org import SchemaOrg, graph
from transforms.merge.works_758 import UNKNOWN, OfWork
from transforms.record import Field, Record

SITE = "https://kirjasto.example/"
ID = "01M8GWBQN1E6STGFW9XTD1ZR118"
HERE = f"{SITE}titles/{ID}"
WORDS = SchemaOrg.load(Path(__file__).parents[3] / "schemas")
LEADERS = {
    "ebook": ("00000cam a22000002i 4500", "txt"),
    "eaudiobook": ("00000cim a22000002i 4500", "spw"),
    "film": ("00000cgm a22000002i 4500", "tdi"),
    "album": ("00000cjm a22000002i 4500", "prm"),
    "magazine": ("00000cas a22000002i 4500", "txt"),
}


def title_record(media: str, *fields: Field, fixed: str = "s2024    ") -> Record:
    """A record of this media with our numbers, a title, and these fields."""
    leader, content = LEADERS[media]
    place = 29 if media == "film" else 23
    body = f"261101{fixed:<9}fi ".ljust(place) + "o"
    own = (
        Field("001", ID),
        Field("003", "FI-EMAT"),
        Field("005", "20261122010203.0"),
        Field("007", "cr||||||||||||"),
        Field("008", f"{body:<35}fin c"),
        Field.data("245", "10", "a", "Saari :", "b", "tarina /", "c", "Maija Meikäläinen."),
        Field.data("336", "  ", "b", content, "2", "rdacontent"),
        Field.data("338", "  ", "b", "cr", "2", "rdacarrier"),
    )
    return Record.of(*own, leader=leader).add(*fields)


def said(media: str, *fields: Field, of: OfWork = UNKNOWN, fixed: str = "s2024    ") -> dict[str, Any]:
    """The JSON-LD of such a title."""
    return json_ld(graph(title_record(media, *fields, fixed=fixed), SITE, WORDS, of))
