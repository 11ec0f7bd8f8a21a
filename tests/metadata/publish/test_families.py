"""What the published catalogue tells of expressions and works, over nights."""

from __future__ import annotations

import pytest
from feeds import ISBN, book, deliver, gone, night, title_of
from starlette.testclient import TestClient

from metadata.home import Home
from metadata.publish.server import create_server
from metadata.settings import Serving
from transforms.merge.works_758 import UNKNOWN, OfWork
from transforms.record import Field

HERE = "https://ematerial.example.org"


def of(home: Home, label: str) -> OfWork:
    title_id = title_of(home, *label.split(":"))
    return home.catalogue().of_works([title_id])[title_id]


def ids(home: Home, *labels: str) -> tuple[str, ...]:
    return tuple(sorted(title_of(home, *each.split(":")) for each in labels))


def several(home: Home) -> None:
    """A book in Finnish, its audiobook, and its Swedish translation."""
    deliver(home, "beta", "1.mrc", [book("b1", isbn=ISBN[0]), book("b2", isbn=ISBN[1], audio=True)])
    swedish = book("g1", "Katten", ISBN[2], language="swe").add(Field.data("240", "10", "a", "Kissa.", "l", "ruotsi"))
    night(home, "gamma", "1.mrc", swedish)


def test_a_work_has_the_titles_of_its_expressions(home: Home) -> None:
    several(home)
    catalogue, text = home.catalogue(), of(home, "beta:b1")
    work = catalogue.family("W", text.work_id)
    expression = catalogue.family("E", text.expression_id)
    assert work is not None
    assert (work.titles, work.redirect, work.work_id) == (ids(home, "beta:b1", "beta:b2", "gamma:g1"), "", "")
    assert expression is not None
    assert (expression.titles, expression.redirect, expression.work_id) == (ids(home, "beta:b1"), "", text.work_id)


@pytest.mark.parametrize("level", ["W", "E"])
def test_there_is_nothing_at_an_id_that_never_was(home: Home, level: str) -> None:
    several(home)
    assert home.catalogue().family(level, title_of(home, "beta", "b1")) is None
    assert home.catalogue().of_works(["0" * 27]) == {"0" * 27: UNKNOWN}


def test_an_id_leads_to_the_last_of_those_that_took_its_place(home: Home) -> None:
    names = {"beta": "Kissa", "gamma": "Hevonen"}
    for vendor, name in names.items():
        night(home, vendor, "1.mrc", book("x1", name, ISBN[len(name) % 2], audio=vendor == "gamma"))
    older, younger = of(home, "beta:x1"), of(home, "gamma:x1")
    night(home, "gamma", "2.mrc", book("x1", "Kissa", ISBN[1], audio=True))
    joined = home.catalogue().family("W", younger.work_id)
    assert joined is not None
    assert joined.redirect == older.work_id


def test_what_ends_keeps_its_titles_to_tell_of(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    here = of(home, "beta:b1")
    night(home, "beta", "2.mrc", gone("b1"))
    found = home.catalogue().family("W", here.work_id)
    assert found is not None
    assert (found.titles, found.redirect) == (ids(home, "beta:b1"), "")


def test_the_catalogue_changes_with_its_publications(home: Home) -> None:
    assert home.catalogue().changed() == ""
    night(home, "beta", "1.mrc", book("b1"))
    first = home.catalogue().changed()
    view = home.catalogue().view("all")
    assert view is not None
    assert first == next(view.entries()).datestamp
    night(home, "beta", "2.mrc", book("b1", "Hevonen"))
    assert home.catalogue().changed() > first


def test_addresses_of_758_answer(home: Home) -> None:
    several(home)
    text, title_id = of(home, "beta:b1"), title_of(home, "beta", "b1")
    with TestClient(create_server(home, Serving(base_url=HERE)), base_url=HERE, follow_redirects=False) as client:
        for path in (f"works/{text.work_id}", f"expressions/{text.expression_id}"):
            assert f"{HERE}/titles/{title_id}" in client.get(f"/{path}").text
            found = client.get(f"/{path}.jsonld").json()
            assert found["@id"] == f"{HERE}/{path}"
            assert f"{HERE}/titles/{title_id}" in str(found["workExample"])
