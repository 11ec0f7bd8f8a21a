"""Finto as we ask it, played from our excerpt of YSO: the shapes of Skosmos v1 (an object or an array, 404 as text)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from web_server import Page, Web

from transforms.vocabulary import Concept, read_excerpt

EXCERPT = Path(__file__).parents[3] / "schemas" / "vocabularies" / "yso.csv"
LANGUAGES = {"fi": "fin", "sv": "swe", "en": "eng", "se": "sme"}
CODES = {marc: code for code, marc in LANGUAGES.items()}
MODIFIED = "2026-10-20"  # the first ten concepts; the others in 2019
Asked = dict[str, str]


@cache
def concepts() -> tuple[Concept, ...]:
    return tuple(read_excerpt(EXCERPT))[:150]


def replay(web: Web) -> None:
    """Put the service at /rest/v1 of a web server."""
    answers: dict[str, Callable[[Asked], Page]] = {
        "vocabularies": _vocabularies,
        "label": _label,
        "yso/search": _search,
        "yso/lookup": _lookup,
        "yso/data": _data,
        "yso/mappings": _mappings,
        "yso/modified": _modified,
        "yso/new": lambda _: _json({"changeList": []}),
    }
    for path, answer in answers.items():
        web.pages[f"/rest/v1/{path}"] = lambda asked, answer=answer: answer(_parameters(asked))


def _parameters(path: str) -> Asked:
    return {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}


def _json(content: dict[str, Any], status: int = 200) -> Page:
    return Page(json.dumps(content).encode(), {"Content-Type": "application/json"}, status)


def _plain(text: str, status: int) -> Page:
    return Page(text.encode(), {"Content-Type": "text/plain"}, status)


def _one_or_several(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _by_uri(uri: str) -> Concept | None:
    return next((each for each in concepts() if each.uri == uri), None)


def _vocabularies(asked: Asked) -> Page:
    if "lang" not in asked:
        return _plain("lang parameter missing", 400)
    return _json({"uri": "", "vocabularies": [{"uri": "", "id": "yso", "title": "YSO"}]})


def _label(asked: Asked) -> Page:
    found = _by_uri(asked.get("uri", ""))
    if found is None:
        return _plain("Could not find concept", 404)
    return _json({"uri": found.uri, "prefLabel": found.labels.get(LANGUAGES[asked["lang"]], "")})


def _search(asked: Asked) -> Page:
    if not asked.get("query") or not asked.get("maxhits", "1").isdigit():
        return _plain("query parameter missing", 400)
    query, most = asked["query"].casefold(), int(asked.get("maxhits", "100"))
    results = [
        {"uri": each.uri, "type": ["skos:Concept"], "prefLabel": label, "lang": CODES[language], "vocab": "yso"}
        for each in concepts()
        for language, label in each.labels.items()
        if ("lang" not in asked or LANGUAGES[asked["lang"]] == language)
        and (label.casefold().startswith(query[:-1]) if query.endswith("*") else label.casefold() == query)
    ]
    return _json({"@context": {}, "uri": "", "results": results[:most]})


def _lookup(asked: Asked) -> Page:
    if not asked.get("label"):
        return _plain("label parameter missing", 400)
    found = [
        {"uri": each.uri, "type": ["skos:Concept"], "prefLabel": label, "lang": CODES[language], "vocab": "yso"}
        for each in concepts()
        for language, label in each.labels.items()
        if label == asked["label"] and ("lang" not in asked or LANGUAGES[asked["lang"]] == language)
    ]
    return _json({"@context": {}, "result": found}) if found else _plain("Could not find label", 404)


def _data(asked: Asked) -> Page:
    found = _by_uri(asked.get("uri", ""))
    if found is None:
        return _plain("Could not find concept", 404)
    labels = [{"lang": CODES[language], "value": text} for language, text in found.labels.items()]
    node = {"uri": found.uri, "type": ["skos:Concept", "yso-meta:Concept"], "prefLabel": _one_or_several(labels)}
    others = [{"lang": CODES[language], "value": text} for language, all_ in found.others.items() for text in all_]
    if others:
        node["altLabel"] = _one_or_several(others)
    if found.matches:
        node["exactMatch"] = _one_or_several([{"uri": each} for each in found.matches])
    return _json(
        {"@context": {}, "graph": [node, {"uri": "http://www.yso.fi/onto/yso/", "type": "skos:ConceptScheme"}]}
    )


def _mappings(asked: Asked) -> Page:
    found = _by_uri(asked.get("uri", ""))
    if found is None:
        return _plain("Could not find concept", 404)
    told = [{"uri": each, "type": ["skos:closeMatch"], "prefLabel": ""} for each in found.matches]
    return _json({"mappings": told, "graph": []})


def _modified(asked: Asked) -> Page:
    offset, limit = int(asked.get("offset", "0")), int(asked.get("limit", "200"))
    dates = [MODIFIED if n < 10 else "2019-03-01" for n in range(len(concepts()))]
    changes = [
        {"uri": each.uri, "prefLabel": each.labels.get("fin", ""), "date": f"{day}T00:00:00+0300"}
        for each, day in zip(concepts(), dates, strict=True)
    ]
    return _json({"changeList": changes[offset : offset + limit]})
