"""One concept for people: what the index knows of a URI or label and, on request, what Finto says of it today."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from metadata.connections import Connect
from metadata.errors import SourceError
from metadata.vocabularies.concepts import Troubles, concept_of
from metadata.vocabularies.declared import Declared
from metadata.vocabularies.finto import Finto
from metadata.vocabularies.index import Index
from transforms.vocabulary import Concept, canonical

_URI = re.compile(r"https?://\S+|urn:\S+", re.IGNORECASE)


class Answer(NamedTuple):
    """What one vocabulary's service says."""

    concepts: tuple[Concept, ...] = ()
    failed: str = ""  # why it could not be asked; then no answer is no statement


def known_here(index: Index, what: str) -> tuple[Concept, ...]:
    """The concept of a URI, or those with a label in any vocabulary and language."""
    if not _URI.fullmatch(what.strip()):
        return index.labelled(what.strip())
    found = index.concept(what)
    return (found,) if found else ()


def asked_online(declared: Collection[Declared], what: str, connect: Connect) -> Iterator[tuple[str, Answer]]:
    """The answer of each vocabulary that has a service: for a URI of those that it may be of, for a label of all."""
    uri = canonical(what) if _URI.fullmatch(what.strip()) else ""
    for each in declared:
        if each.service and (not uri or uri.startswith(each.namespaces)):
            try:
                with Finto(each.service, connect(each.service.connection)) as finto:
                    uris = [uri] if uri else list(dict.fromkeys(hit.uri for hit in finto.lookup(what.strip())))
                    told = [concept_of(found, finto.facts(found), each, Troubles()) for found in uris]
                yield each.id, Answer(tuple(filter(None, told)))
            except SourceError as error:
                yield each.id, Answer(failed=str(error))
