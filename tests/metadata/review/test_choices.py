"""Which agent a name means: chosen once for all records of a vendor, replayed, taken back. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import book, deliver, night
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata import pipeline, review
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.review import Given, Verdict, Word
from metadata.review.asking import heading_of
from metadata.store.reviews import open_counts
from metadata.store.tables import source_record
from transforms.enrich.candidates import Doubt, as_arguments
from transforms.record import Field, Issue, Level, Record

DATABASES = BOTH_IN_FULL
WORD = Word("I looked into the books", "Maija")
KANTO = "http://urn.fi/URN:NBN:fi:au:finaf:"
HEADER = "uri,kind,fin,swe,eng,sme,fin_other,swe_other,eng_other,match,replaced_by,all_labels,all_below,titles,notes"
AGENTS = (  # invented
    f'{KANTO}990000001,person,"Esimerkki, Anna, 1970-",,,,,,,,,,,Saaren valot,http://urn.fi/URN:NBN:fi:au:mts:m1',
    f'{KANTO}990000002,person,"Esimerkki, Anna (runoilija)",,,,"Esimerkki, A. (runoilija)",,,,,,,,Oulusta',
    f'{KANTO}990000003,person,"Otos, Olli, 1950-",,,,,,,,,,,,',
)


@pytest.fixture
def home(open_home: Callable[..., Home], own_schemas: Path) -> Home:
    """An installation whose KANTO knows two of one name."""
    text = "\n".join(("# source: invented", HEADER, *AGENTS, ""))
    (own_schemas / "vocabularies" / "finaf.csv").write_text(text, "utf-8")
    return open_home(schemas=own_schemas)


def by(vendor_id: str, name: str = "Esimerkki, Anna,") -> Record:
    return book(vendor_id, vendor_id).add(Field.data("700", "1 ", "a", name, "e", "kuvittaja."))


def asked(home: Home) -> list[dict[str, Any]]:
    return [each for each in review.items(home, kind="heading") if each["rule"] == "A17"]


def ids(home: Home, vendor: str = "beta") -> dict[str, str]:
    """$0 of the illustrator by vendor's id, without what all have in common."""
    with home.store.read() as connection:
        rows = connection.execute(select(source_record).where(source_record.c.vendor == vendor)).all()
    fields = {row.vendor_id: Record.unpack(row.record).first("700") for row in rows}
    return {name: each["0"].removeprefix(KANTO) if each else "" for name, each in fields.items()}


def two(home: Home) -> dict[str, Any]:
    """Two records of one name; returns what is asked."""
    night(home, "beta", "1.mrc", [by("b1"), by("b2")])
    (one,) = asked(home)
    return one


def test_a_name_of_two_agents_is_asked_once_for_all_records_of_a_vendor(home: Home) -> None:
    deliver(home, "gamma", "1.mrc", by("g1"))
    night(home, "beta", "1.mrc", [by("b1"), by("b2"), by("b3", "Tuntematon, Tiina,")])
    of_beta, of_gamma = sorted(asked(home), key=lambda each: -each["count"])
    assert [each["record"] for each in of_beta["records"]] == ["beta:b1", "beta:b2"]
    assert [each["record"] for each in of_gamma["records"]] == ["gamma:g1"]
    assert of_beta["situation"] == "several agents have this name"
    assert [(each["label"], each["note"]) for each in of_beta["candidates"]] == [
        ("Esimerkki, Anna (runoilija)", "Oulusta; Esimerkki, A. (runoilija)"),
        ("Esimerkki, Anna, 1970-", "“Saaren valot”"),
    ]
    with home.store.read() as connection:
        assert open_counts(connection)["heading"] == 2


def test_a_choice_is_replayed_on_all_of_them_and_on_what_comes_later(home: Home) -> None:
    item = two(home)["item"]
    review.decide(home, [item], Verdict.CHOOSE, WORD, Given(meant="2"))
    assert asked(home) == []
    pipeline.run(home)
    assert ids(home) == {"b1": "990000001", "b2": "990000001"}
    night(home, "beta", "2.mrc", by("b3"))
    assert (ids(home)["b3"], asked(home)) == ("990000001", [])
    (kept,) = review.decisions(home)
    assert (kept["kind"], kept["subject"], kept["value"]["heading"]) == ("heading", "beta:", "person esimerkki, anna")


def test_a_choice_that_is_taken_back_is_asked_again(home: Home) -> None:
    (number,) = review.decide(home, [two(home)["item"]], Verdict.CHOOSE, WORD, Given(meant=f"{KANTO}990000002"))
    pipeline.run(home)
    review.undo(home, number, Word("the wrong one", "Matti"))
    pipeline.run(home)
    assert ids(home) == {"b1": "", "b2": ""}
    assert asked(home)[0]["count"] == 2


def test_a_choice_for_one_record_leaves_the_others_open(home: Home) -> None:
    item = two(home)["item"]
    review.decide(home, [item], Verdict.CHOOSE, WORD, Given(meant="1", only="beta:b1"))
    (left,) = asked(home)
    assert [each["record"] for each in left["records"]] == ["beta:b2"]
    pipeline.run(home)
    assert ids(home) == {"b1": "990000002", "b2": ""}
    review.decide(home, [left["item"]], Verdict.CHOOSE, WORD, Given(meant="2"))
    pipeline.run(home)
    assert ids(home) == {"b1": "990000002", "b2": "990000001"}, "what was chosen for the one goes before"


def test_none_of_these_is_asked_no_more(home: Home) -> None:
    (number,) = review.decide(home, [two(home)["item"]], Verdict.NONE, WORD)
    night(home, "beta", "2.mrc", by("b3"))
    assert (ids(home), asked(home)) == ({"b1": "", "b2": "", "b3": ""}, [])
    review.undo(home, number, WORD)
    pipeline.run(home)
    assert asked(home)[0]["count"] == 3


def test_one_item_shows_records_candidates_and_what_was_decided(home: Home) -> None:
    item = two(home)["item"]
    review.decide(home, [item], Verdict.NONE, WORD)
    review.decide(home, [item], Verdict.CHOOSE, WORD, Given(meant="1"))
    shown = review.item(home, item, "fi")
    assert (shown["count"], len(shown["records"]), len(shown["candidates"])) == (2, 2, 2)
    assert any("Esimerkki, Anna" in field for field in shown["records"][0]["fields"])
    assert [each["verdict"] for each in shown["decisions"]] == ["none", "choose"]


def test_a_name_that_nobody_asked_about_is_chosen_too(home: Home) -> None:
    night(home, "beta", "1.mrc", [by("b1", "Otos, Olli,"), by("b2", "Otos, Olli")])
    assert (ids(home), asked(home)) == ({"b1": "", "b2": ""}, []), "a bare name that one has: not sure, not asked"
    review.choose(home, "beta:b2", "700 1# $a Otos, Olli", "(FI-ASTERI-N)990000003", WORD)
    pipeline.run(home)
    assert ids(home) == {"b1": "", "b2": "990000003"}
    review.choose(home, "beta:", "100 1# $a Otos, Olli,", f"{KANTO}990000003", WORD)
    pipeline.run(home)
    assert ids(home) == {"b1": "990000003", "b2": "990000003"}


def test_a_person_may_know_a_name_that_the_vocabulary_does_not(home: Home) -> None:
    night(home, "beta", "1.mrc", by("b1", "Salanimi, Saara,"))
    review.choose(home, "beta:", "700 1# $a Salanimi, Saara", f"{KANTO}990000003", WORD)
    pipeline.run(home)
    assert (ids(home), asked(home)) == ({"b1": "990000003"}, [])


def test_a_keyword_of_several_concepts_becomes_the_one_that_is_chosen(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1").add(Field.data("653", "  ", "a", "dekkarit")))
    (one,) = (each for each in review.items(home, kind="heading") if each["rule"] == "J12")
    label, uri = one["candidates"][0]["label"], one["candidates"][0]["uri"]
    review.decide(home, [one["item"]], Verdict.CHOOSE, WORD, Given(meant="1"))
    pipeline.run(home)
    with home.store.read() as connection:
        record = Record.unpack(connection.execute(select(source_record.c.record)).scalar_one())
    assert (label, uri) in [(each["a"], each["0"]) for each in record.all("655")]
    assert not record.has("653")
    assert not [each for each in review.items(home, kind="heading") if each["rule"] == "J12"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Given(meant="3"), "has 2 candidates"),
        (Given(meant="0"), "has 2 candidates"),
        (Given(meant=f"{KANTO}990000009"), "vocabularies here know"),
        (Given(meant="http://www.yso.fi/onto/yso/p5131"), "not what 'esimerkki, anna' can mean"),
        (Given(), "--meant"),
        (Given(meant="1", only="beta:b9"), "but about beta:b1, beta:b2"),
    ],
)
def test_what_cannot_be_meant_is_refused(home: Home, given: Given, told: str) -> None:
    item = two(home)["item"]
    with pytest.raises(ConfigError, match=told):
        review.decide(home, [item], Verdict.CHOOSE, WORD, given)
    assert review.decisions(home) == []


@pytest.mark.parametrize(("heading", "asked_as"), [("person malli", "person malli"), ("person " + "a" * 200, "")])
def test_a_heading_longer_than_any_label_is_asked_about_with_its_record(heading: str, asked_as: str) -> None:
    issue = Issue("A17", "agent-undecided", Level.INFO, args=as_arguments(Doubt("name-several", (), heading)))
    assert heading_of(issue) == asked_as


@pytest.mark.parametrize("meant", [f"{KANTO}990000001", "http://urn.fi/URN:NBN:fi:au:ykl:84.2"])
def test_a_keyword_means_no_agent_and_no_class(home: Home, meant: str) -> None:
    night(home, "beta", "1.mrc", book("b1").add(Field.data("653", "  ", "a", "dekkarit")))
    with pytest.raises(ConfigError, match="not what 'dekkarit' can mean"):
        review.choose(home, "beta:", "653 ## $a dekkarit", meant, WORD)


def test_a_choice_for_nobody_is_refused(home: Home) -> None:
    for subject, field in (
        ("delta:", "700 1# $a Otos, Olli"),
        ("beta:b9", "700 1# $a Otos, Olli"),
        ("beta:", "700 -"),
        ("beta:", "245 10 $a Otos, Olli"),
    ):
        with pytest.raises(ConfigError):
            review.choose(home, subject, field, f"{KANTO}990000003", WORD)
