"""Titles, expressions and works in schema.org: what pages, JSON-LD and the RDF dump say of them.

`graph(record, site, words)` gives a `Thing` (transforms/formats/graph.py): `json_ld(thing)` is the document,
`triples(thing)` the same as subject, predicate and object, without blank nodes. The words of the mapping are in
schemas/schema_org.yml.
"""

from __future__ import annotations

from transforms.formats.schema_org.mapping import CC0, ELEMENTS, graph
from transforms.formats.schema_org.words import SchemaOrg, load_language_tags
from transforms.formats.schema_org.works import family_graph

__all__ = ["CC0", "ELEMENTS", "SchemaOrg", "family_graph", "graph", "load_language_tags"]
