"""The numbers that are known, by their names in identifier_types.csv. To add one: a function and a line here.

A number is read from bare text, without what may stand before it (address, prefix, word): `types.py` takes that off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from transforms.identifiers import agents, control_numbers, isbn, persistent, recordings, trade


class Number(NamedTuple):
    """One kind of number."""

    parse: Callable[[str], str | None]  # bare text → canonical form; None for what is none, or fails its check
    display: Callable[[str], str] = str  # canonical form → as people read it and MARC writes it


NUMBERS: Mapping[str, Number] = MappingProxyType(
    {
        "isbn": Number(isbn.parse_isbn, isbn.hyphenate),
        "issn": Number(trade.parse_issn),
        "ismn": Number(trade.parse_ismn, trade.hyphenate_ismn),
        "gtin8": Number(trade.parse_gtin8),
        "gtin13": Number(trade.parse_gtin13),
        "gtin14": Number(trade.parse_gtin14),
        "upc": Number(trade.parse_upc),
        "doi": Number(persistent.parse_doi),
        "urn-nbn": Number(persistent.parse_urn_nbn),
        "urn-isbn": Number(persistent.parse_urn_isbn),
        "urn": Number(persistent.parse_urn),
        "ark": Number(persistent.parse_ark),
        "isrc": Number(recordings.parse_isrc),
        "iswc": Number(recordings.parse_iswc),
        "isan": Number(recordings.parse_isan, recordings.hyphenate_isan),
        "eidr": Number(recordings.parse_eidr),
        "isni": Number(agents.parse_isni, agents.group_isni),
        "orcid": Number(agents.parse_orcid),
        "wikidata": Number(agents.parse_wikidata),
        "gnd": Number(agents.parse_gnd),
        "naco": Number(agents.parse_naco),
        "ror": Number(agents.parse_ror),
        "isil": Number(agents.parse_isil),
        "oclc": Number(control_numbers.parse_oclc),
        "lccn": Number(control_numbers.parse_lccn),
        "uuid": Number(control_numbers.parse_uuid),
    }
)
