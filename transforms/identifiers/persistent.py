"""Identifiers that resolve: DOI, URN, ARK."""

from __future__ import annotations

import re

from transforms.identifiers.isbn import hyphenate, parse_isbn

URN_RESOLVER = "http://urn.fi/"  # of the Finnish national library, for URN:NBN:fi and Finnish URN:ISBN
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")  # ISO 26324
_URN = re.compile(r"urn:([a-z0-9][a-z0-9-]{1,31}):(\S+)", re.IGNORECASE)  # RFC 8141
_ARK = re.compile(r"ark:/?[0-9b-df-hjkmnp-tv-z]{5,}/\S+", re.IGNORECASE)


def parse_doi(text: str) -> str | None:
    """DOI in lower case, without a resolver."""
    return text.lower() if _DOI.fullmatch(text) and text.isprintable() else None


def parse_urn(text: str) -> str | None:
    """URN with "URN" and its namespace in upper case, the part behind them as it is; a right ISBN in it hyphenated."""
    found = _URN.fullmatch(text)
    if found is None or not text.isprintable():
        return None
    namespace, name = found[1].upper(), found[2]
    if namespace == "ISBN" and (number := parse_isbn(name)):
        name = hyphenate(number)
    return f"URN:{namespace}:{name}"


def parse_urn_nbn(text: str) -> str | None:
    """URN:NBN:fi-fe2026…: the number of a national library (RFC 8458)."""
    urn = parse_urn(text)
    return urn if urn is not None and urn.startswith("URN:NBN:") else None


def parse_urn_isbn(text: str) -> str | None:
    """URN:ISBN:978-…, of a right ISBN only (RFC 3187)."""
    urn = parse_urn(text)
    return urn if urn is not None and urn.startswith("URN:ISBN:") and parse_isbn(urn[9:]) else None


def parse_ark(text: str) -> str | None:
    """ARK, behind the address of its resolver if there is one: "ark:/12345/x1"."""
    start = text.lower().find("ark:")
    found = text[start:] if start >= 0 else ""
    return f"ark:{found[4:]}" if _ARK.fullmatch(found) and found.isprintable() else None
