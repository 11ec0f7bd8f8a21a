"""RDF as facts, statement by statement: a dump of a million names takes no more memory than one of a hundred.

pyoxigraph reads it: it streams every syntax, where rdflib holds a Turtle file whole and takes thirty times as long.
Addresses in a dump need not be valid to the letter (lenient): what they mean to us is judged by their namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from metadata.errors import SourceError
from metadata.vocabularies.fact import FIELDS, LANGUAGES, Fact

BASE = "urn:x-vocabulary:"  # of relative addresses: no concept of ours
BLOCK = 1 << 20  # bytes
ENTITY = b"<!ENTITY"


def read_rdf(path: Path, suffix: str) -> Iterator[Fact]:
    """The statements about URIs with a predicate that we know; all else is passed over.

    `suffix`: .ttl, .nt, .rdf or .xml. Raises SourceError with the line of what cannot be read.
    """
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse  # only where a dump is read

    syntax = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES}.get(suffix, RdfFormat.RDF_XML)
    if syntax == RdfFormat.RDF_XML:
        _without_entities(path)
    try:
        with path.open("rb") as stream:
            for each in parse(input=stream, format=syntax, base_iri=BASE, lenient=True):
                field = FIELDS.get(each.predicate.value)
                if field is None or type(each.subject) is not NamedNode:
                    continue
                value = each.object
                if type(value) is Literal:
                    yield Fact(each.subject.value, field, value.value, _language(value.language))
                elif type(value) is NamedNode:
                    yield Fact(each.subject.value, field, value.value)
    except (SyntaxError, ValueError) as error:
        raise SourceError(f"not {syntax.name}: {str(error)[:300]}") from None


def _language(tag: str | None) -> str:
    """MARC's code of a language tag (BCP 47), whatever its region; the tag itself where we have no code."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), tag) if tag else ""


def _without_entities(path: Path) -> None:
    """XML may define texts that grow without bound when they are put in: a dump has no use for them."""
    end = b""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            if ENTITY in end + block:
                raise SourceError("not RDF/XML as we read it: it defines entities")
            end = block[-len(ENTITY) :]
