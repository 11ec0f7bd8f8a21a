"""Finto's REST service (Skosmos v1), for single look-ups and small refreshes. Nothing of a night depends on it.

It is asked about one vocabulary, whose address ends with the vocabulary's id there: …/rest/v1/yso.

A failed look-up says that it failed: no answer is never taken for "there is no such concept".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlencode

from metadata.connections import NONE, Connection
from metadata.errors import SourceError
from metadata.fetch.budget import Budget
from metadata.fetch.client import Body, Client
from metadata.sources import HttpSource
from metadata.vocabularies.fact import FIELDS, LANGUAGES, SKOS, Fact

NOT_FOUND = (404, 410)
CODES = {code: language for language, code in LANGUAGES.items()}  # MARC → BCP 47
LONGEST = 8 << 20  # bytes of an answer
PAGE = 200  # concepts of a change list that are asked for at a time
GRAPH_FIELDS = {predicate.rpartition("#")[2].rpartition("/")[2]: field for predicate, field in FIELDS.items()}


class Hit(NamedTuple):
    """A concept as a search or look-up gives it."""

    uri: str
    label: str  # the preferred one
    language: str  # MARC's code, of the label that was found
    matched: str = ""  # the label that was found, where it is not the preferred one
    notation: str = ""


class Changed(NamedTuple):
    """A concept of a list of changes, and when it was made or modified."""

    uri: str
    date: str


class Finto:
    """Asks a Skosmos service about one vocabulary. To be used in a `with` block."""

    def __init__(self, service: HttpSource, connection: Connection = NONE) -> None:
        """`service`: the address of the vocabulary at the service, and what the service is spared."""
        self._base, _, self.vocabulary = service.url.rstrip("/").rpartition("/")
        self._budget = Budget(service.limits)
        self._client = Client(service.url, service, connection, self._budget)

    def __enter__(self) -> Finto:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def vocabularies(self, language: str = "fin") -> Mapping[str, str]:
        """Titles by vocabulary id. Raises SourceError."""
        found = self._ask("/vocabularies", lang=CODES[language]) or {}
        return {str(each["id"]): str(each["title"]) for each in _listed(found, "vocabularies", "id")}

    def search(self, query: str, language: str = "", most: int = 25) -> Sequence[Hit]:
        """Concepts with a label like the query ("sota*"), best first. Raises SourceError."""
        asked = {"query": query, "maxhits": str(most)} | ({"lang": CODES[language]} if language else {})
        return [_hit(each) for each in _listed(self._ask(f"/{self.vocabulary}/search", **asked) or {}, "results")]

    def lookup(self, label: str, language: str = "") -> Sequence[Hit]:
        """The concepts of exactly this label; none where the vocabulary has none. Raises SourceError."""
        asked = {"label": label} | ({"lang": CODES[language]} if language else {})
        return [_hit(each) for each in _listed(self._ask(f"/{self.vocabulary}/lookup", **asked) or {}, "result")]

    def label(self, uri: str, language: str) -> str | None:
        """The preferred label of a concept; None for a URI that the service does not know. Raises SourceError."""
        found = self._ask("/label", uri=uri, lang=CODES[language])
        return None if found is None else str(found.get("prefLabel", ""))

    def facts(self, uri: str) -> tuple[Fact, ...]:
        """What the service says about one concept, as a dump would say it; nothing for one that it does not know.

        Raises SourceError, also for an answer that is not about this concept: it is no reason to forget one.
        """
        found = self._ask(f"/{self.vocabulary}/data", uri=uri, format="application/json")
        if found is None:
            return ()
        told = tuple(fact for node in _listed(found, "graph") if node.get("uri") == uri for fact in _facts(uri, node))
        if not told:
            raise SourceError(f"Finto /{self.vocabulary}/data: the answer does not tell of {uri}")
        return told

    def mappings(self, uri: str) -> Sequence[tuple[str, str]]:
        """(relation, URI) of what a concept is, or is close to, elsewhere: ("exact", …). Raises SourceError."""
        found = self._ask(f"/{self.vocabulary}/mappings", uri=uri)
        told = []
        for each in _listed(found or {}, "mappings"):
            kinds = (GRAPH_FIELDS.get(str(kind).rpartition(":")[2], "") for kind in _many(each.get("type")))
            told += [(kind, str(each["uri"])) for kind in kinds if kind in ("exact", "close")]
        return told

    def changed_since(self, day: str) -> Sequence[Changed]:
        """Concepts made or modified since a day (2026-11-01), each once. Raises SourceError."""
        found = {each.uri: each for list_ in ("modified", "new") for each in self._changes(list_, day)}
        return sorted(found.values())

    def _changes(self, kind: str, day: str) -> Iterator[Changed]:
        """A change list, the newest first, as far back as the day."""
        offset = 0
        while True:
            asked = {"limit": str(PAGE), "offset": str(offset)}
            page = _listed(self._ask(f"/{self.vocabulary}/{kind}", **asked) or {}, "changeList")
            for each in page:
                if str(each.get("date", ""))[:10] < day:
                    return
                yield Changed(str(each["uri"]), str(each["date"]))
            if len(page) < PAGE:
                return
            offset += len(page)

    def _ask(self, path: str, **asked: str) -> dict[str, Any] | None:
        """The JSON of an answer; None for "there is no such thing". Raises SourceError."""
        url = f"{self._base}{path}?{urlencode(asked)}"
        return self._budget.retrying(f"Finto {path}", lambda: self._once(url, path))

    def _once(self, url: str, path: str) -> dict[str, Any] | None:
        answer = self._client.get(url, {"Accept": "application/json"}, fine=(200, *NOT_FOUND))
        text = bytearray()
        with Body(answer, url) as body:
            while len(text) <= LONGEST and (block := body.read(1 << 16)):
                text += block
                self._budget.check(f"Finto {path}")
        if answer.status_code in NOT_FOUND:
            return None
        if len(text) > LONGEST:
            raise SourceError(f"Finto {path}: an answer of more than {LONGEST} bytes")
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise SourceError(f"Finto {path}: the answer is not JSON") from None
        if not isinstance(found, dict):
            raise SourceError(f"Finto {path}: the answer is no object")
        return found


def _listed(found: Mapping[str, Any], key: str, named: str = "uri") -> list[dict[str, Any]]:
    """The objects of a list: Skosmos gives one as an object, several as an array. Raises SourceError.

    `named`: what each of them says for certain, or the answer makes no sense.
    """
    listed = _many(found.get(key))
    if not all(isinstance(each, dict) and each.get(named) for each in listed):
        raise SourceError(f"Finto: an entry of {key} without {named}")
    return listed


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _hit(each: Mapping[str, Any]) -> Hit:
    language = str(each.get("lang", ""))
    matched = str(each.get("matchedPrefLabel") or each.get("altLabel") or "")
    notation = str(each.get("notation", ""))
    return Hit(str(each["uri"]), str(each.get("prefLabel", "")), LANGUAGES.get(language, language), matched, notation)


def _facts(uri: str, node: Mapping[str, Any]) -> Iterator[Fact]:
    """One node of a graph: a value is an object, a text, or a list of them."""
    for kind in _many(node.get("type")):
        yield Fact(uri, "type", str(kind).replace("skos:", SKOS))
    for key, value in node.items():
        field = GRAPH_FIELDS.get(key.rpartition(":")[2])
        if field is None or field == "type":
            continue
        for each in _many(value):
            told = each if isinstance(each, dict) else {"value": each}
            language = str(told.get("lang", ""))
            text = told.get("uri") if "uri" in told else told.get("value", "")
            yield Fact(uri, field, str(text), LANGUAGES.get(language, language))
