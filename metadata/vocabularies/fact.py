"""One statement about a concept, and the words of SKOS in which dumps make it."""

from __future__ import annotations

from typing import NamedTuple

from metadata.vocabularies.agents import AGENT_FIELDS

SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
CONCEPT = f"{SKOS}Concept"
ISSN = "urn:ISSN:"  # a number follows (RFC 3044)
FIELDS = {  # predicate → field
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "type",
    f"{SKOS}prefLabel": "pref",
    f"{SKOS}altLabel": "alt",
    f"{SKOS}hiddenLabel": "hidden",
    f"{SKOS}exactMatch": "exact",
    f"{SKOS}closeMatch": "close",
    f"{SKOS}broader": "broader",
    f"{SKOS}notation": "notation",
    f"{DCT}isReplacedBy": "replaced",
    "http://www.w3.org/2002/07/owl#deprecated": "deprecated",
    **AGENT_FIELDS,
}
LABELS = ("pref", "alt", "hidden")
LANGUAGES = {"fi": "fin", "sv": "swe", "en": "eng", "se": "sme"}  # BCP 47 → MARC


class Fact(NamedTuple):
    """One statement about a concept; `language` is MARC's code, "" for none and BCP 47's own where we have no other."""

    uri: str
    field: str
    value: str
    language: str = ""
