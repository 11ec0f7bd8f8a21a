"""758: a title tells its work and expression where the switch says so, each once, in the language of cataloguing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import shipped
from transforms.merge.members import OURS, Source
from transforms.merge.policy import WorkLinks, load_link_policy
from transforms.merge.provenance import Came, Merged, Way
from transforms.merge.works_758 import UNKNOWN, OfWork, with_works
from transforms.record import Field, Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
HERE = OfWork("W1", "E1")


@pytest.fixture(scope="module")
def links() -> WorkLinks:
    return load_link_policy(SCHEMAS, shipped.match_policy(), "FI-XXX", "https://e.example/").works


def merged(*more: Field, language: str = "fin") -> Merged:
    record = Record.of(Field.data("040", "  ", "b", language), *more, Field.data("856", "42", "u", "https://c.example"))
    return Merged(record, (Came(Source("vendor"), Way("only")),) * len(record.fields))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fin", ["Manifestoitu teos:", "Manifestoitu ekspressio:"]),
        ("swe", ["Manifesterat verk:", "Manifesterat uttryck:"]),
    ],
)
def test_work_then_expression(language: str, words: list[str], links: WorkLinks) -> None:
    done = with_works(merged(language=language), HERE, links)
    own = done.record.all("758")
    assert [each["i"] for each in own] == words
    assert [each["4"][-6:] for each in own] == ["P30135", "P30139"]
    assert [each["1"] for each in own] == ["https://e.example/works/W1", "https://e.example/expressions/E1"]
    assert [each.tag for each in done.record.fields] == ["040", "758", "758", "856"]
    assert [each.source == OURS for each in done.came] == [False, True, True, False]


def test_nothing_without_the_switch_or_without_ids(links: WorkLinks) -> None:
    assert with_works(merged(), HERE, WorkLinks()) == merged()
    assert with_works(merged(), UNKNOWN, links) == merged()


def test_what_is_told_already_is_not_told_twice(links: WorkLinks) -> None:
    done = with_works(merged(Field.data("758", "  ", "1", "https://e.example/works/W1")), HERE, links)
    assert [each["1"][18:] for each in done.record.all("758")] == ["works/W1", "expressions/E1"]
