"""All sample titles and works in schema.org hold to the shapes of schemas/shapes, as rdflib and pyshacl read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyshacl import validate
from starlette.testclient import TestClient

from metadata.home import Home
from metadata.publish.server import create_server
from metadata.settings import Serving, load_settings

SHAPES = Path(__file__).parents[4] / "schemas" / "shapes" / "schema_org.ttl"
HERE = "https://ematerial.example.org"
pytestmark = pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset):DeprecationWarning")  # rdflib's own
Document = dict[str, Any]


@pytest.fixture(scope="module")
def home(demo: Path) -> Iterator[Home]:
    found = Home(load_settings(demo, {}))
    yield found
    found.close()


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES)


@pytest.fixture(scope="module")
def mallila(home: Home) -> list[Document]:
    return documents(home, "FI-Mallila")


def documents(home: Home, view: str) -> list[Document]:
    """The JSON-LD of every title of a view, and of its works and expressions, as they are served."""
    found = home.catalogue().view(view)
    assert found is not None
    live = found.live()
    of = home.catalogue().of_works(live).values()
    paths = [f"titles/{each}" for each in live]
    paths += sorted({f"works/{each.work_id}" for each in of} | {f"expressions/{each.expression_id}" for each in of})
    with TestClient(create_server(home, Serving(base_url=HERE)), base_url=HERE) as client:
        return [client.get(f"/{each}.jsonld", params={"view": view}).raise_for_status().json() for each in paths]


def read(*told: Document) -> rdflib.Graph:
    graph = rdflib.Graph()
    for each in told:
        graph.parse(data=json.dumps(each), format="json-ld")
    return graph


def complaints(graph: rdflib.Graph, shapes: rdflib.Graph) -> str:
    conforms, _, text = validate(graph, shacl_graph=shapes)
    return "" if conforms else str(text)


@pytest.mark.parametrize("view", [pytest.param("all", marks=pytest.mark.long), "FI-Exempel"])
def test_everything_served_holds_to_the_shapes(home: Home, shapes: rdflib.Graph, view: str) -> None:
    told = documents(home, view)
    assert {str(each["@type"]) for each in told} >= {"Book", "['Audiobook', 'Book']", "CreativeWork"}
    assert complaints(read(*told), shapes) == ""


def without(key: str) -> Callable[[Document], Document]:
    return lambda told: {name: value for name, value in told.items() if name != key}


@pytest.mark.parametrize(
    "spoil",
    [
        without("name"),
        without("identifier"),
        lambda told: told | {"isbn": "978-952-7999-09-7"},
        lambda told: told | {"inLanguage": "Finnish"},
        lambda told: told | {"author": "Tove Jansson"},
        lambda told: told | {"nonsense": "x"},
        lambda told: told | {"startDate": "2025"},
        lambda told: told | {"accessMode": "reading"},
        lambda told: told | {"director": told["author"]},
        lambda told: told | {"image": "cover.jpg"},
        lambda told: told | {"sdLicense": {"@id": "https://x.example/"}},
        lambda told: told | {"potentialAction": told["potentialAction"] | {"target": {"urlTemplate": "javascript:x"}}},
    ],
)
def test_shapes_refuse_what_is_wrong(
    mallila: list[Document], shapes: rdflib.Graph, spoil: Callable[[Document], Document]
) -> None:
    told = next(
        each
        for each in mallila
        if each["@type"] == "Book" and "author" in each and isinstance(each.get("potentialAction"), dict)
    )
    assert complaints(read(told), shapes) == ""
    assert complaints(read(spoil(told)), shapes) != ""
