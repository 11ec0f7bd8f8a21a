"""The law of dry runs: what one tells is what the real run that follows does, record by record, for every choice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, Make, book, deliver, dump, night, title_of
from postgresql import BOTH_IN_FULL
from sqlalchemy import select, update

from metadata import pipeline, renewal
from metadata.home import Home
from metadata.previews.differences import field_pairs
from metadata.rerun import Wish, rerun
from metadata.store import deliveries, quarantine
from metadata.store.renewal_scopes import Chosen
from metadata.store.tables import gate_decision, source_record
from transforms.record import Field

DATABASES = BOTH_IN_FULL

RULES = """\
rules:
  - id: "S39"
    slug: "no-cats"
    level: "warning"
    stage: "norm"
    select: "245$a"
    assert: {not: {matches: "^Kissa"}}
    message: {fi: "kissa {value}", sv: "katt {value}", en: "cat {value}"}
    source: ["CN"]
    examples: {fail: ["245 00 $a Kissa"], pass: ["245 00 $a Hevonen"]}
  - id: "S38"
    slug: "no-dogs"
    level: "fatal"
    stage: "norm"
    select: "245$a"
    assert: {not: {matches: "^Koira"}}
    message: {fi: "koira {value}", sv: "hund {value}", en: "dog {value}"}
    source: ["CN"]
    examples: {fail: ["245 00 $a Koira"], pass: ["245 00 $a Hevonen"]}
"""
MENDED = RULES.partition('  - id: "S38"')[0].replace(
    '    message: {fi: "kissa', '    fix: {replace: {pattern: "^Kissa", with: "Hiiri"}}\n    message: {fi: "kissa'
)
TODAY = "2026-11-02T04:00:00Z"
CLASS = Field.data("084", "  ", "a", "84.2", "2", "ykl")


def schemas_with(own: Path, target: Path, rules: str) -> Path:
    shutil.copytree(own, target)
    (target / "rules" / "animals.yml").write_text(rules, "utf-8")
    return target


@pytest.fixture
def home(open_home: Make, synthetic: Path, tmp_path: Path) -> Home:
    """Two nights of beta under rules that were mended since: cats become mice, and dogs are withheld no more."""
    before = open_home(schemas=schemas_with(synthetic, tmp_path / "before", RULES))
    one = [book(f"b{n}", each, ISBN[n]) for n, each in enumerate(("Kissa", "Hevonen", "Kissat", "Kissanpäivät"))]
    night(before, "beta", "1.mrc", [*one, book("b4", "Koira"), book("b5", "Kissala").add(CLASS)])
    before.clock = lambda: TODAY
    two = [book("b1", "Kissanhevonen", ISBN[1]), book("b6", "Kissa kuusi"), book("b7", "Koirat"), book("b8", "Koirat")]
    night(before, "beta", "2.mrc", two, seconds=60)
    night(before, "gamma", "1.mrc", [book("g1", "Kissa", ISBN[0]), book("g2", "Kissala")])
    home = open_home(schemas=schemas_with(synthetic, tmp_path / "after", MENDED))
    home.clock = before.clock
    return home


def stored(home: Home) -> dict[str, str]:
    """Every record as it stands; "" where it is withdrawn."""
    c = source_record.c
    with home.store.read() as connection:
        rows = connection.execute(select(c.vendor, c.vendor_id, c.deleted, c.record)).all()
    return {f"{row.vendor}:{row.vendor_id}": "" if row.deleted else row.record for row in rows}


def withheld(home: Home) -> dict[str, str]:
    with home.store.read() as connection:
        return {f"{row.vendor}:{row.vendor_id}": row.state for row in quarantine.listed(connection)}


WISHES = {
    "newest": (Wish("beta"), {"b1", "b6", "b7", "b8"}),
    "delivery": (Wish("beta", "delivery", "1.mrc"), {"b0", "b2", "b3", "b4", "b5"}),  # b1 came again since
    "since": (Wish("beta", "since", since="2026-11-02"), {"b1", "b6", "b7", "b8"}),
    "ids": (Wish("beta", "ids", ids=("b0", "TITLE b2", ISBN[3], "beta:b4")), {"b0", "b2", "b3", "b4"}),
    "quarantine": (Wish("beta", "quarantine"), {"b4", "b7", "b8"}),
    "rule": (Wish("beta", "rule", rule="no-cats"), {"b0", "b1", "b2", "b3", "b5", "b6"}),
    "mapping": (Wish("beta", "mapping"), {"b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"}),
    "vocabulary": (Wish("beta", "vocabulary", vocabulary="ykl"), {"b5"}),
}


@pytest.mark.parametrize("choice", WISHES)
def test_what_a_dry_run_tells_is_what_the_real_one_does(home: Home, choice: str) -> None:
    wish, expected = WISHES[choice]
    title = title_of(home, "beta", "b2")
    wish = replace(wish, ids=tuple(title if each == "TITLE b2" else each for each in wish.ids))
    before, everything = stored(home), dump(home)
    told = rerun(home, wish, samples=None)
    assert dump(home) == everything
    mine = told["vendors"]["beta"]
    assert {each["record"] for each in mine["changed"]} == {f"beta:{each}" for each in expected}

    done = rerun(home, replace(wish, dry_run=False, reason="mended"), "ada")
    after = stored(home)
    real = done["vendors"]["beta"]
    assert (mine["would_be"], mine["counts"], mine["delivery"] or real["delivery"]) == (
        real["state"],
        real["counts"],
        real["delivery"],
    )
    fields = {each["record"]: each["fields"] for each in mine["changed"] if each["fields"]}
    differing = {each for each in after if after[each] != before.get(each, "")}
    assert fields == {each: field_pairs(before.get(each, ""), after[each]) for each in differing}
    cured = {each["record"] for each in mine["changed"] if each["outcome"] == "cured"}
    assert cured <= {each for each, state in withheld(home).items() if state == "cured"}
    published = pipeline.publish(home)
    assert told["titles"]["counts"] == published.counts
    assert told["titles"]["would_be"] == "published"


@pytest.mark.parametrize("start", ["match", "merge"])
def test_titles_that_are_made_anew_are_told_and_the_records_stay(home: Home, start: str) -> None:
    everything, before = dump(home), stored(home)
    wish = Wish("beta", "ids", ids=("b0", "b5"), start=start)
    told = rerun(home, wish, samples=None)
    assert dump(home) == everything
    mine = told["vendors"]["beta"]
    assert (mine["would_be"], mine["read"], mine["changed"]) == ("committed", 2, [])
    done = rerun(home, replace(wish, dry_run=False, reason="to see"))
    assert done["vendors"]["beta"]["state"] == "committed"
    assert pipeline.publish(home).counts == told["titles"]["counts"]
    assert stored(home) == before


def test_what_other_deliveries_have_waiting_is_told_apart(home: Home) -> None:
    wish = Wish("beta", "rule", rule="S39")
    alone = rerun(home, wish, samples=None)["titles"]
    assert (alone["waiting"], alone["others"], bool(alone["changed"])) == (0, 0, True)
    deliver(home, "gamma", "9.mrc", [book("g8", "Orava"), book("g9", "Siili")])
    pipeline.fetch(home, "gamma")
    for each in pipeline.waiting(home, "gamma"):
        pipeline.process(home, each)
    told = rerun(home, wish, samples=None)["titles"]
    assert (told["waiting"], told["others"]) == (2, 2)
    assert len(told["changed"]) == len(alone["changed"])  # a new title has another id each time
    assert sorted(each["title"] for each in told["samples"]) == sorted(each["title"] for each in alone["samples"])
    assert told["counts"]["new"] == alone["counts"].get("new", 0) + 2
    rerun(home, replace(wish, dry_run=False, reason="mended"))
    assert pipeline.publish(home).counts == told["counts"]


def test_a_record_that_waits_and_is_run_again_is_not_told_as_anothers(home: Home) -> None:
    deliver(home, "beta", "9.mrc", [book("b0", "Kissa taas"), book("b99", "Siili")])
    pipeline.fetch(home, "beta")
    for each in pipeline.waiting(home, "beta"):
        pipeline.process(home, each)
    with home.store.write() as connection:
        withdrawn = update(source_record).where(source_record.c.vendor_id == "b0")
        connection.execute(withdrawn.values(record=source_record.c.record + "x"))  # what an older mapping made of it
    told = rerun(home, Wish("beta", "ids", ids=("b0",)), samples=None)["titles"]
    assert told["others"] == told["waiting"] - 1


def test_all_vendors_are_told_and_run_together(home: Home) -> None:
    wish = Wish("all", "rule", rule="S39")
    told = rerun(home, wish, samples=None)
    done = rerun(home, replace(wish, dry_run=False, reason="mended"))
    for vendor, each in told["vendors"].items():
        assert each["would_be"] == done["vendors"][vendor]["state"]
        assert each["counts"] == {**done["vendors"][vendor]["counts"]}
    assert {vendor: each["would_be"] for vendor, each in told["vendors"].items()} == {
        "alpha": "nothing",
        "beta": "committed",
        "gamma": "committed",
    }
    assert pipeline.publish(home).counts == told["titles"]["counts"]


def test_an_override_where_nothing_is_held_decides_nothing(home: Home) -> None:
    done = rerun(home, Wish("beta", dry_run=False, override=True, reason="in any case"), "ada")["vendors"]["beta"]
    assert done["state"] == "committed"
    assert "approved" not in done["counts"]
    with home.store.read() as connection:
        assert connection.execute(select(gate_decision)).all() == []


def test_what_waits_for_a_person_stays_when_the_night_renews_the_rest(home: Home) -> None:
    with home.store.write() as connection:
        number = renewal.begin_chosen(home, connection, "beta", Chosen((1,)), ("rerun: to see", "ada"))
        deliveries.note(connection, number, "held", home.clock(), reason="too much")
    assert pipeline.renew(home, "beta")["changed"] > 1
    with home.store.read() as connection:
        found = {each.name: entry.state for each, entry in deliveries.with_state(connection, vendor="beta")}
    assert (found["renewal 1"], found["renewal 2"]) == ("held", "committed")


def test_who_asked_and_why_is_in_the_ledger(home: Home) -> None:
    rerun(home, Wish("beta", "ids", ids=("b0",), dry_run=False, reason="a typing mistake"), "ada")
    with home.store.read() as connection:
        number = max(each.id for each, _ in deliveries.with_state(connection, vendor="beta"))
        entries: list[Any] = deliveries.history(connection, number)
    assert (entries[0].state, entries[0].reason, entries[0].actor) == ("fetched", "rerun: a typing mistake", "ada")
    assert entries[-1].counts["read"] == 1
