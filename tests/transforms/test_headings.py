"""Terms of our own lists: wherever one is added it has the label that its vocabulary has today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import parsed, product_xml
from tests.transforms.enrich.conftest import TABLES, Agents
from transforms.calendar import Calendar
from transforms.crosswalks.onix import convert
from transforms.headings import own_term
from transforms.normalise import STEPS, Context
from transforms.profile import Profile
from transforms.record import Record
from transforms.tables import Tables
from transforms.validate.derive import DERIVATIONS
from transforms.validate.examples import example_record
from transforms.validate.view import Around, View
from transforms.vocabulary import Concept

YSO, SLM = "http://www.yso.fi/onto/yso/", "http://urn.fi/URN:NBN:fi:au:slm:"
PROFILE = Profile(source="VENDORA", isil="FI-XXX", entered="260101")
CHILDREN = "<Audience><AudienceCodeType>01</AudienceCodeType><AudienceCodeValue>02</AudienceCodeValue></Audience>"
NEW = {"fin": "uusi nimi", "swe": "nytt namn"}


def derived(name: str, tables: Tables, *lines: str) -> Record | None:
    derivation = DERIVATIONS[name].on_record
    assert derivation is not None
    return derivation(View(example_record(lines), Around("ebook", PROFILE)), tables)


MADE: list[tuple[str, str, Callable[[Tables], Record | None]]] = [
    ("655", f"{SLM}s889", lambda tables: derived("form_genre_added", tables, "245 00 $a Valot")),
    ("655", f"{SLM}s686", lambda tables: derived("easy_language", tables, "245 00 $a Valot : $b selkokirja")),
    ("655", f"{SLM}s889", lambda tables: convert(*parsed(product_xml()), PROFILE, tables, Calendar())[0]),
    ("385", f"{YSO}p4354", lambda tables: convert(*parsed(product_xml(CHILDREN)), PROFILE, tables, Calendar())[0]),
    (
        "385",
        f"{YSO}p4354",
        lambda tables: STEPS["notes"](example_record(["385 ## $a Lapset"]), Context(PROFILE, "ebook", tables)),
    ),
]


@pytest.mark.parametrize(("tag", "uri", "make"), MADE)
def test_a_term_that_was_renamed_is_written_as_it_is_today(
    tag: str, uri: str, make: Callable[[Tables], Record | None]
) -> None:
    vocabulary, kind = ("slm", "genre") if uri.startswith(SLM) else ("yso", "concept")
    made = make(replace(TABLES, vocabulary=Agents(Concept(uri, vocabulary, kind, NEW, {}))))
    assert made is not None
    assert [each["a"] for each in made.all(tag) if each["0"] == uri] == list(NEW.values())


def test_a_label_that_the_vocabulary_does_not_have_is_the_listed_one() -> None:
    finnish_only = Agents(Concept(f"{SLM}s889", "slm", "genre", {"fin": "digikirjat"}, {}))
    terms = [own_term("655", f"{SLM}s889", *each, finnish_only) for each in (("fin", "e-kirjat"), ("swe", "e-böcker"))]
    assert [each["a"] for each in terms] == ["digikirjat", "e-böcker"]
