"""A store of rdflib that keeps nothing: what a parser finds goes on at once, as facts of ours."""

from __future__ import annotations

from typing import Any

from rdflib import Literal, URIRef
from rdflib.store import Store

from metadata.vocabularies.facts import FIELDS, LANGUAGES, Fact, Take

_KNOWN = {URIRef(predicate): field for predicate, field in FIELDS.items()}


class Sink(Store):
    """Takes triples about URIs with a predicate that we know; all else of a dump is passed over."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take

    def add(self, triple: Any, context: Any = None, quoted: bool = False) -> None:
        """One triple of the parser."""
        subject, predicate, value = triple
        field = _KNOWN.get(predicate)
        if field is None or not isinstance(subject, URIRef):
            return
        language = ""
        if isinstance(value, Literal) and value.language:
            language = LANGUAGES.get(value.language.partition("-")[0].lower(), value.language)
        self._take(Fact(str(subject), field, str(value), language))

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Prefixes are of no use here."""

    def namespace(self, prefix: str) -> None:
        """No prefix is known."""

    def prefix(self, namespace: URIRef) -> None:
        """No namespace has a prefix."""

    def namespaces(self) -> Any:
        """No prefixes."""
        return iter(())
