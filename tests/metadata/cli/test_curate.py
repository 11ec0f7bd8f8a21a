"""`emat curate`: people merge, split and suppress titles, set and forbid fields, take it back; bad input is told."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.settings import load_settings
from metadata.store.tables import title
from tests.metadata.cli.conftest import Emat, Ran

AGGREGATOR = "marc-aggregator:urn:isbn:9789527999011"
PUBLISHER = "onix-publisher:fi.example.revontuli.1001"
OTHER = "marc-aggregator:urn:isbn:9789179990046"
GONE = "film-service:fs-000014"
ALONE = "onix-publisher:fi.example.revontuli.1020"  # the only record of its title

Curate = Callable[..., Ran]


@pytest.fixture
def curate(emat: Emat, own_demo: Path) -> Curate:
    """`curate("suppress", TITLE, why="…")` in a copy of the demo."""

    def run(*arguments: object, why: str | None = "Syy.") -> Ran:
        reason = () if why is None else ("--reason", why)
        return emat("curate", *arguments, *reason, "--data-dir", own_demo)

    return run


@pytest.fixture
def listed(emat: Emat, own_demo: Path) -> Callable[..., list[dict[str, Any]]]:
    """What `emat curate list` tells machines."""
    return lambda *more: list(emat("curate", "list", *more, "--data-dir", own_demo, "--format", "json").json)


def publish(data: Path) -> None:
    with closing(Home(load_settings(data, {}))) as home:
        pipeline.publish(home)


def story(emat: Emat, data: Path, name: str) -> dict[str, Any]:
    return dict(emat("explain", name, "--data-dir", data, "--format", "json").json)


def test_a_merge_is_made_and_taken_back(emat: Emat, curate: Curate, own_demo: Path) -> None:
    kept, lost = (story(emat, own_demo, each)["title"] for each in (AGGREGATOR, OTHER))
    ran = curate("merge", kept, OTHER, "--by", "Maija", why="Sama kirja.")
    assert (ran.code, ran.out) == (0, "decision 1; the next run replays it\n")
    publish(own_demo)
    titles = {story(emat, own_demo, each)["title"] for each in (AGGREGATOR, PUBLISHER, OTHER)}
    assert len(titles) == 1
    assert titles <= {kept, lost}
    told = emat("curate", "list", "--data-dir", own_demo).out.splitlines()
    assert told[0].startswith("1  merge ")
    assert all(each in told[0] for each in (AGGREGATOR, PUBLISHER, OTHER, " | "))
    assert told[1].startswith("    Sama kirja. (Maija, ")
    assert curate("undo", 1).out == "decision 1 is taken back: merge\n"
    publish(own_demo)
    assert story(emat, own_demo, AGGREGATOR)["title"] != story(emat, own_demo, OTHER)["title"]


def test_a_split_names_the_records_that_go(emat: Emat, curate: Curate, own_demo: Path) -> None:
    before = story(emat, own_demo, AGGREGATOR)["title"]
    assert curate("split", before, "--off", PUBLISHER).code == 0
    publish(own_demo)
    after = {each: story(emat, own_demo, each)["title"] for each in (AGGREGATOR, PUBLISHER)}
    assert len(set(after.values())) == 2
    assert before in after.values()


def test_a_suppressed_title_is_a_tombstone(emat: Emat, curate: Curate, own_demo: Path) -> None:
    assert curate("suppress", AGGREGATOR).code == 0
    publish(own_demo)
    assert story(emat, own_demo, AGGREGATOR)["publications"][-1]["deleted"]


def test_fields_are_set_and_forbidden(emat: Emat, curate: Curate, own_demo: Path) -> None:
    assert curate("set-field", AGGREGATOR, "--field", "500 ## $a Asetettu.").code == 0
    vendor = story(emat, own_demo, AGGREGATOR)["members"][1]["vendor"]
    assert curate("forbid-field", AGGREGATOR, "--vendor", vendor, "--field", "6XX").code == 0
    publish(own_demo)
    told = story(emat, own_demo, AGGREGATOR)["record"]
    (note,) = (each for each in told if each["tag"] == "500")
    assert "$aAsetettu." in note["field"]
    assert not [each for each in told if each["tag"].startswith("6") and each["from"] == vendor]


def test_decisions_are_listed(emat: Emat, curate: Curate, listed: Callable[..., Any], own_demo: Path) -> None:
    assert emat("curate", "list", "--data-dir", own_demo).out == "nobody has decided anything about a title\n"
    curate("forbid-field", AGGREGATOR, "--vendor", "marc-aggregator", "--field", "245$c")
    (one,) = listed()
    assert (one["verdict"], one["reason"], one["actor"]) == ("forbid-field", "Syy.", getpass.getuser())
    assert one["value"]["titles"] == [[AGGREGATOR, PUBLISHER]]
    curate("undo", one["id"], why="Erehdys.")
    assert listed() == []
    assert [each["id"] for each in listed("--all")] == [one["id"]]
    text = emat("curate", "list", "--all", "--data-dir", own_demo).out
    assert "forbid-field" in text
    assert "marc-aggregator 245$c\n" in text
    assert curate("forbid-field", ALONE, "--vendor", "onix-publisher", "--field", "245$c").code == 0
    assert (
        curate("forbid-field", AGGREGATOR, "--vendor", "marc-aggregator", "--field", "245").code == 0
    )  # it has another
    assert text.rstrip().endswith(f"{getpass.getuser()}: Erehdys.")


@pytest.mark.parametrize(
    ("field", "told"), [("500 ## $a Asetettu. $5 X", r"=500  \\$aAsetettu.$5X"), ("653 -", "653 is taken out")]
)
def test_a_field_that_is_set_is_listed_as_it_is_to_be(
    emat: Emat, curate: Curate, own_demo: Path, field: str, told: str
) -> None:
    curate("set-field", AGGREGATOR, "--field", field)
    line = emat("curate", "list", "--data-dir", own_demo).out.splitlines()[0]
    assert line.endswith(f"{PUBLISHER} {told}")


WRONG = [
    (("suppress", "nobody:1"), "no title 'nobody:1': give a title id (27 characters) or vendor:vendor-id"),
    (("suppress", "KAB01J00000000000000000000001"), "no title 'KAB01J"),
    (("suppress", GONE), "has no record any more"),
    (("merge", AGGREGATOR), "a merge needs two titles or more"),
    (("merge", AGGREGATOR, PUBLISHER), f"{AGGREGATOR}, {PUBLISHER} is one title"),
    (("merge", AGGREGATOR, "nobody:1"), "no title 'nobody:1'"),
    (("split", AGGREGATOR, "--off", OTHER), f"{OTHER}: not of this title, which has {AGGREGATOR}, {PUBLISHER}"),
    (("split", AGGREGATOR, "--off", AGGREGATOR, "--off", PUBLISHER), "records that go and records that stay"),
    (("set-field", AGGREGATOR, "--field", "LDR x"), "LDR cannot be set by hand"),
    (("set-field", AGGREGATOR, "--field", "653"), """'653' is no field: write "245 10 $a Title\""""),
    (("set-field", AGGREGATOR, "--field", "245[1] 10 $a x"), "write no number"),
    (("set-field", AGGREGATOR, "--field", "245 -"), "it cannot be left out"),
    (("set-field", AGGREGATOR, "--field", "245 10 $c Kivi"), "it cannot be left out"),
    (("forbid-field", AGGREGATOR, "--vendor", "nobody", "--field", "520"), "there is no vendor 'nobody'"),
    (
        ("forbid-field", ALONE, "--vendor", "onix-publisher", "--field", "245"),
        "only onix-publisher says what this title",
    ),
    (("forbid-field", ALONE, "--vendor", "onix-publisher", "--field", "2XX"), "set that field instead"),
    (("forbid-field", AGGREGATOR, "--vendor", "onix-publisher", "--field", "52"), "'52' is no field: write 520, 6XX"),
    (("undo", "77"), "there is no decision 77"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_what_cannot_be_decided_is_told(
    curate: Curate, listed: Callable[..., Any], arguments: tuple[str, ...], said: str
) -> None:
    ran = curate(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert listed("--all") == []


@pytest.mark.parametrize(("why", "said"), [(None, "--reason"), ("", "needs a reason"), ("  ", "needs a reason")])
@pytest.mark.parametrize(
    "arguments",
    [
        ("merge", AGGREGATOR, OTHER),
        ("split", AGGREGATOR, "--off", PUBLISHER),
        ("suppress", AGGREGATOR),
        ("set-field", AGGREGATOR, "--field", "653 -"),
        ("forbid-field", AGGREGATOR, "--vendor", "onix-publisher", "--field", "520"),
    ],
)
def test_nothing_is_decided_without_a_reason(
    curate: Curate, listed: Callable[..., Any], arguments: tuple[str, ...], why: str | None, said: str
) -> None:
    ran = curate(*arguments, why=why)
    assert (ran.code, said in ran.err) == (2, True)
    assert listed("--all") == []


def test_of_a_title_that_was_merged_the_other_is_named(emat: Emat, curate: Curate, own_demo: Path) -> None:
    curate("merge", AGGREGATOR, OTHER)
    publish(own_demo)
    with closing(Home(load_settings(own_demo, {}))) as home, home.store.read() as connection:
        (merged,) = connection.execute(select(title).where(title.c.redirect_to.is_not(None)))
    for arguments in (("suppress", merged.id), ("merge", merged.id, PUBLISHER)):
        ran = curate(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert f"title {merged.id} was merged into {merged.redirect_to}: decide about that one" in ran.err
    assert story(emat, own_demo, merged.id)["redirect_to"] == merged.redirect_to


def test_a_decision_about_something_else_is_not_taken_back_here(emat: Emat, curate: Curate, own_demo: Path) -> None:
    emat("review", "link", AGGREGATOR, OTHER, "--as", "different", "--reason", "Eri kirjat.", "--data-dir", own_demo)
    ran = curate("undo", 1)
    assert (ran.code, ran.out) == (2, "")
    assert "decision 1 is not about a title; `emat curate list` shows those that are" in ran.err
    assert curate("undo", "x").code == 2
