"""What a person is told of a name that may mean several. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.transforms.enrich.conftest import TABLES, Agents
from transforms.enrich.candidates import doubt_of
from transforms.enrich.name_doubts import candidate, field_at, namesakes, with_name_doubts
from transforms.normalise import Context
from transforms.record import Issue, Level, Record
from transforms.vocabulary import Concept

FINAF, MTS = "http://urn.fi/URN:NBN:fi:au:finaf:", "http://urn.fi/URN:NBN:fi:au:mts:"
WRITER = Concept(f"{MTS}m1", "mts", "term", {"fin": "kirjailija", "swe": "författare"}, {})
ANNA = Concept(
    f"{FINAF}990000001",
    "finaf",
    "person",
    {"fin": "Esimerkki, Anna, 1970-"},
    {"fin": ("Esimerkki, A., 1970-", "Anna Esimerkki")},
    titles=("Saaren valot", "Saaren varjot", "Saaren laulut", "Saaren tarut"),
    notes=(WRITER.uri, f"{MTS}m2", "asuu Oulussa"),
)
ELDER = Concept(f"{FINAF}990000002", "finaf", "person", {"fin": "Esimerkki, Anna, 1901-1985"}, {})
KNOWN = Agents(WRITER, ANNA, ELDER)

Make = Callable[..., Context]
Of = Callable[..., Record]


@pytest.mark.parametrize(("language", "profession"), [("fin", "kirjailija"), ("swe", "författare")])
def test_an_agent_is_told_by_profession_works_and_other_names(language: str, profession: str) -> None:
    told = candidate(ANNA, language, KNOWN)
    assert (told.uri, told.label, told.source) == (ANNA.uri, "Esimerkki, Anna, 1970-", "")
    works = "“Saaren valot”; “Saaren varjot”; “Saaren laulut”"
    assert told.note == f"{profession}; asuu Oulussa; {works}; Esimerkki, A., 1970-; Anna Esimerkki"


def test_only_open_questions_about_names_are_told_with_candidates(context: Make, record: Of) -> None:
    one = record("100 1# $a Malli, Matti", "700 1# $a Esimerkki, Anna, $e kuvittaja.")
    issues = [
        Issue("A17", "agent-undecided", Level.INFO, "700[0]", "Esimerkki, Anna, kuvittaja."),
        Issue("A17", "agent-undecided", Level.INFO, "700[7]"),
        Issue("A11", "contributor-unlinked", Level.INFO, "100[0]"),
    ]
    told, *others = with_name_doubts(issues, one, context(vocabulary=KNOWN))
    doubt = doubt_of(told.args)
    assert doubt is not None
    assert (doubt.situation, doubt.heading) == ("name-several", "person esimerkki, anna")
    assert [each.uri for each in doubt.candidates] == [ELDER.uri, ANNA.uri], "by their names"
    assert others == issues[1:]


def test_a_field_is_found_by_its_path(record: Of) -> None:
    one = record("100 1# $a Malli, Matti", "700 1# $a Otos, Olli", "700 1# $a Esimerkki, Anna")
    assert field_at(one, "700[1]$a") == one.fields[2]
    assert [field_at(one, path) for path in ("700[2]", "710[0]", "245", "", "700[x]")] == [None] * 5


def test_whom_a_bare_name_may_mean_is_told_to_those_who_ask() -> None:
    tables = replace(TABLES, vocabulary=KNOWN)
    assert {each.uri for each in namesakes("700", "Esimerkki, Anna", "fin", tables)} == {ANNA.uri, ELDER.uri}
    assert namesakes("650", "Esimerkki, Anna", "fin", tables) == namesakes("700", "Malli, Matti", "fin", tables) == ()
