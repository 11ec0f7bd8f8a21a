"""Persons and bodies as KANTO's dump tells of them: what of it says who they are.

The dump is made of authority records (NatLibFi/Finto-data, vocabularies/finaf): 024 and 670 of these come as literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_RDA = "http://rdaregistry.info/Elements/"  # RDA Registry: "a" are elements of agents, "u" unconstrained ones
AGENT_FIELDS = {  # predicate → field, beside those of SKOS
    f"{_RDA}a/P50094": "identifier",  # of a person
    f"{_RDA}a/P50006": "identifier",  # of a corporate body
    f"{_RDA}a/P50104": "note",  # profession or occupation
    f"{_RDA}a/P50237": "note",  # type of corporate body
    f"{_RDA}a/P50393": "note",  # on a corporate body
    f"{_RDA}a/P50395": "note",  # on a person
    f"{_RDA}u/P61101": "source",  # source consulted
}
_PAGE = re.compile(r"^https?://(?:www\.|m\.)?wikidata\.org/wiki/(?=Q\d+$)")
LONGEST = 200  # characters of a title or note that is kept
# "Rahkonen, Pauli. Herätyssaarnaaja Pentti Tynjälä, 2004": author of the source, its title, its year
_CITED = re.compile(r"(?:[^.,<>]{2,40}, [^.,<>]{2,40}\. )?(?P<title>[^<>]{2,200}), \[?\d{4}\]?\.?")


def thing_of(uri: str) -> str:
    """The URI of what an address is about: the item of Wikidata for the page on it; any other address as it is."""
    return _PAGE.sub("http://www.wikidata.org/entity/", uri)


def identifiers_of(values: Iterable[str]) -> tuple[str, ...]:
    """The URIs among the identifiers of an agent (ISNI, ORCID, VIAF); its number in Asteri is its own URI."""
    return tuple(each for each in values if each.startswith(("http://", "https://")))


def titles_of(sources: Iterable[str]) -> tuple[str, ...]:
    """The titles among the sources consulted: "Iskelmän tähtitaivas, 2004", but no web page and no directory."""
    found = (_CITED.fullmatch(each.strip()) for each in sources)
    return tuple(dict.fromkeys(each["title"].strip() for each in found if each))


def notes_of(values: Iterable[str]) -> tuple[str, ...]:
    """What is said of an agent, long notes cut short."""
    return tuple(dict.fromkeys(each if len(each) <= LONGEST else f"{each[:LONGEST]}…" for each in values))
