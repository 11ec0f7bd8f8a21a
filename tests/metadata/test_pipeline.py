"""The night as a whole: the bundled samples, reruns, and files that come late, broken, twice or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from feeds import (
    ISBN,
    SAMPLES,
    book,
    clusters,
    deliver,
    delivery_id,
    dump,
    gone,
    live_ids,
    mrc,
    night,
    paper,
    report,
    states,
    title_of,
    tree,
)

from metadata import decisions, payload, pipeline
from metadata.errors import ConfigError, PipelineError
from metadata.home import Home
from metadata.refine import read_rows
from metadata.reports import NightReport
from metadata.samples import nights, play
from metadata.store import deliveries
from transforms.record import Outcome

Make = Callable[..., Home]
VENDORS = ("film-service", "marc-aggregator", "onix-publisher")
GONE = {  # vendor id → the only vendor that had it
    "fi.example.revontuli.1007": "onix-publisher",
    "urn:isbn:9789527999738": "marc-aggregator",
    "fs-000014": "film-service",
    "fs-000029": "film-service",
}


def case(vendor: str, number: int) -> dict[str, Any]:
    return dict(yaml.safe_load((SAMPLES / vendor / f"night-{number}" / "case.yml").read_text("utf-8")))


def play_all(home: Home) -> list[NightReport]:
    done = []
    for number in nights(home.settings.samples):
        play(home, number)
        done.append(pipeline.run(home))
    return done


def everything(home: Home) -> tuple[Any, Any]:
    return dump(home), tree(home.settings.files)


@pytest.fixture(scope="module")
def sample_nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[NightReport]]:
    from feeds import home_in

    home = home_in(tmp_path_factory.mktemp("samples") / "data")
    return home, play_all(home)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("vendor", VENDORS)
def test_sample_nights_end_as_their_case_files_say(
    sample_nights: tuple[Home, list[NightReport]], vendor: str, number: int
) -> None:
    counts, expected = report(sample_nights[1][number - 1], vendor).counts, case(vendor, number)["expected"]
    withdrawn = counts["deleted"] + counts["absent"]
    found = {each: counts[each] for each in ("read", "candidate", "unchanged", "quarantined")}
    assert {**found, "deleted": withdrawn} == {each: expected[each] for each in (*found, "deleted")}
    assert counts["filtered"] == sum(expected["filtered"].values())


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_read_is_the_sum_of_the_outcomes(sample_nights: tuple[Home, list[NightReport]], number: int) -> None:
    for each in sample_nights[1][number - 1].vendors:
        assert each.counts["read"] == sum(each.counts[outcome] for outcome in Outcome) > 0


def test_the_poisoned_sample_is_held_and_nothing_else_waits(sample_nights: tuple[Home, list[NightReport]]) -> None:
    home, reports = sample_nights
    assert {name for name, state in states(home).items() if state != "committed"} == {"aggregator-20261103.mrc"}
    assert states(home)["aggregator-20261103.mrc"] == "held"
    assert [each.vendor for each in reports[1].vendors if not each.is_sound] == ["marc-aggregator"]


def test_withdrawn_titles_are_tombstones_where_they_were_and_only_there(
    sample_nights: tuple[Home, list[NightReport]],
) -> None:
    home, _ = sample_nights
    catalogue = home.catalogue()
    dead = {name: dead_titles(home, name) for name in catalogue.names()}
    titles = {each: title_of(home, vendor, each) for each, vendor in GONE.items()}
    pappan = title_of(home, "onix-publisher", "fi.example.revontuli.1010")
    assert dead["all"] == set(titles.values())
    assert dead["FI-Mallila"] == {pappan, *(titles[each] for each in GONE if GONE[each] != "marc-aggregator")}
    assert dead["FI-Exempel"] == {titles[each] for each in GONE if GONE[each] != "film-service"}


def dead_titles(home: Home, name: str) -> set[str]:
    view = home.catalogue().view(name)
    assert view is not None
    return {each.entry.title_id for each in view._places if each.entry.deleted}


def test_playing_and_running_again_changes_nothing(sample_nights: tuple[Home, list[NightReport]]) -> None:
    home, _ = sample_nights
    before = everything(home)
    again = play_all(home)
    assert everything(home) == before
    assert [each.published.counts for each in again] == [{}, {}]


def test_two_workers_give_the_same_as_one(
    open_home: Make, sample_nights: tuple[Home, list[NightReport]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "RANGE", 9_000)
    two = open_home(workers=2)
    play_all(two)
    without = {"delivery": {"mtime"}}  # the samples are copied anew
    assert dump(two, without) == dump(sample_nights[0], without)
    assert tree(two.settings.files) == tree(sample_nights[0].settings.files)


def test_vendors_in_another_order_give_the_same_titles(open_home: Make, synthetic: Path) -> None:
    feeds = {
        "alpha": [book("a1", "Kissa", ISBN[0]), book("a2", "Koira", ISBN[1])],
        "beta": [book("b1", "Kissa", ISBN[0]), book("b2", "Koira", ISBN[1], audio=True)],
        "gamma": [book("g1", "Kissa", ISBN[0], language="swe"), book("g2", "Koira", ISBN[1])],
    }
    found = []
    for order in (["alpha", "beta", "gamma"], ["gamma", "beta", "alpha"], ["beta", "alpha", "gamma"]):
        home = open_home("-".join(order), synthetic)
        for vendor in order:
            night(home, vendor, "1.mrc", feeds[vendor])
        found.append(clusters(home))
    assert found[0] == found[1] == found[2]
    assert frozenset({"alpha:a1", "beta:b1"}) in found[0]
    assert frozenset({"alpha:a2", "gamma:g2"}) in found[0]


def held_home(make: Make, schemas: Path, forget: Callable[[], None]) -> Home:
    """Alpha has four titles, and then a file with one that its gate holds."""
    file = schemas / "vendors" / "alpha.yml"
    file.write_text(file.read_text("utf-8").replace("max_drop: 1.0", "max_drop: 0.2"), "utf-8")
    forget()
    home = make(schemas=schemas)
    night(home, "alpha", "1.mrc", [book(f"a{number}") for number in range(4)])
    assert report(night(home, "alpha", "2.mrc", book("a0", "Muuttunut")), "alpha").held
    return home


def test_a_held_delivery_leaves_everything_as_it_is(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    before = everything(home)
    assert pipeline.run(home).published.seq == 1
    assert everything(home) == before
    assert len(live_ids(home, "alpha")) == 4


def test_an_approved_delivery_is_committed_and_the_approval_is_spent(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    counts = decisions.approve(home, delivery_id(home, "2.mrc"), "the vendor cut its list", "librarian")
    assert (counts["candidate"], counts["absent"]) == (1, 3)
    assert live_ids(home, "alpha") == {"a0"}
    with home.store.read() as connection:
        assert deliveries.unused_approval(connection, delivery_id(home, "2.mrc")) is None
    night(home, "alpha", "3.mrc", paper("p1"))
    assert states(home)["3.mrc"] == "held"
    with pytest.raises(ConfigError, match="not held"):
        decisions.approve(home, delivery_id(home, "2.mrc"), "again", "librarian")


def test_an_approval_survives_a_crash_before_the_commit(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    decisions._decide(home, delivery_id(home, "2.mrc"), "approve", "checked", "librarian")
    pipeline.run(home)
    assert states(home)["2.mrc"] == "committed"


def test_a_rejected_delivery_is_never_committed(open_home: Make, own_schemas: Path, forget: Callable[[], None]) -> None:
    home = held_home(open_home, own_schemas, forget)
    decisions.reject(home, delivery_id(home, "2.mrc"), "test file", "librarian")
    pipeline.run(home)
    assert states(home)["2.mrc"] == "rejected"
    assert len(live_ids(home, "alpha")) == 4


def test_a_decision_without_a_reason_is_refused(open_home: Make, own_schemas: Path, forget: Callable[[], None]) -> None:
    home = held_home(open_home, own_schemas, forget)
    with pytest.raises(ConfigError, match="reason"):
        decisions.approve(home, delivery_id(home, "2.mrc"), " ", "librarian")


def test_a_newer_full_delivery_takes_the_place_of_a_held_one(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    night(home, "alpha", "3.mrc", [book(f"a{number}") for number in range(5)])
    assert (states(home)["2.mrc"], states(home)["3.mrc"]) == ("superseded", "committed")


def test_a_truncated_file_commits_nothing_until_it_comes_whole(home: Home) -> None:
    whole = mrc(*(book(f"b{number}") for number in range(3)))
    first = report(night(home, "beta", "1.mrc", whole[:-40]), "beta")
    assert "breaks off" in first.failed[0]
    assert (states(home), live_ids(home, "beta")) == ({"1.mrc": "unreadable"}, set())
    entries = dump(home)["ledger"]
    assert report(pipeline.run(home), "beta").failed, "it is tried again, and told again"
    assert dump(home)["ledger"] == entries
    assert report(night(home, "beta", "1.mrc", whole, seconds=60), "beta").is_sound
    with home.store.read() as connection:
        found = [entry.state for _, entry in deliveries.with_state(connection, vendor="beta")]
    assert (found, len(live_ids(home, "beta"))) == (["superseded", "committed"], 3)


def test_an_empty_file_is_a_state_of_its_own_and_blocks_nothing(home: Home) -> None:
    assert report(night(home, "beta", "1.mrc", b""), "beta").is_sound
    night(home, "beta", "2.mrc", book("b1"))
    assert states(home) == {"1.mrc": "empty", "2.mrc": "committed"}


def test_the_same_name_with_new_content_is_a_new_delivery(home: Home) -> None:
    night(home, "beta", "feed.mrc", book("b1", "Vanha"))
    night(home, "beta", "feed.mrc", book("b1", "Uusi"), seconds=60)
    title = title_of(home, "beta", "b1")
    assert title_text(home, title) == "Uusi /"
    with home.store.read() as connection:
        assert len(deliveries.with_state(connection, states=("committed",))) == 2


def title_text(home: Home, title_id: str) -> str:
    view = home.catalogue().view("all")
    assert view is not None
    found = view.record(title_id)
    assert found is not None
    return found.value("245", "a")


def test_the_same_content_under_another_name_is_a_duplicate(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    night(home, "beta", "2.mrc", book("b1"))
    assert states(home) == {"1.mrc": "committed", "2.mrc": "duplicate"}


def test_an_older_full_delivery_that_comes_late_changes_nothing(home: Home) -> None:
    night(home, "alpha", "2.mrc", [book("a1", "Uusi"), book("a2")])
    late = night(home, "alpha", "1.mrc", [book("a1", "Vanha"), book("a3")])
    assert late.published.counts == {}
    assert (states(home)["1.mrc"], live_ids(home, "alpha")) == ("superseded", {"a1", "a2"})


def test_an_older_full_delivery_that_comes_late_waits_for_nobody(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    file = own_schemas / "vendors" / "alpha.yml"
    file.write_text(file.read_text("utf-8").replace("max_drop: 1.0", "max_drop: 0.2"), "utf-8")
    forget()
    home = open_home(schemas=own_schemas)
    night(home, "alpha", "2.mrc", [book(f"a{number}") for number in range(4)])
    assert report(night(home, "alpha", "1.mrc", book("a1", "Vanha")), "alpha").is_sound
    assert states(home)["1.mrc"] == "superseded"


def test_an_older_delta_does_not_override_a_newer_record(home: Home) -> None:
    night(home, "beta", "2.mrc", book("b1", "Uusi"))
    night(home, "beta", "1.mrc", [book("b1", "Vanha"), book("b2", "Toinen")])
    assert live_ids(home, "beta") == {"b1", "b2"}
    assert title_text(home, title_of(home, "beta", "b1")) == "Uusi /"


def test_an_older_delta_does_not_override_what_a_newer_one_sent_unchanged(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", "Pysyvä"))
    night(home, "beta", "3.mrc", [book("b1", "Pysyvä"), book("b3")])
    night(home, "beta", "2.mrc", book("b1", "Välissä"))
    assert title_text(home, title_of(home, "beta", "b1")) == "Pysyvä /"


def test_an_older_delta_does_not_revive_what_a_newer_one_deleted(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    night(home, "beta", "3.mrc", gone("b1"))
    night(home, "beta", "2.mrc", book("b1", "Välissä"))
    assert live_ids(home, "beta") == set()


def test_a_delete_that_comes_before_its_older_record_is_remembered(home: Home) -> None:
    first = report(night(home, "beta", "2.mrc", gone("b1")), "beta")
    night(home, "beta", "1.mrc", book("b1"))
    assert (first.is_sound, first.counts["deleted"], live_ids(home, "beta")) == (True, 1, set())


def test_delete_and_add_again_revives_the_same_title(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    title = title_of(home, "beta", "b1")
    assert night(home, "beta", "2.mrc", gone("b1")).published.counts["deleted"] == 1
    third = night(home, "beta", "3.mrc", book("b1", "Kissa palaa", ISBN[0]))
    assert third.published.counts["revived"] == 1
    assert title_of(home, "beta", "b1") == title


def test_an_absent_record_of_a_full_feed_is_withdrawn(home: Home) -> None:
    night(home, "alpha", "1.mrc", [book("a1"), book("a2")])
    second = night(home, "alpha", "2.mrc", book("a1"))
    assert report(second, "alpha").counts["absent"] == 1
    assert second.published.counts["deleted"] == 1
    assert live_ids(home, "alpha") == {"a1"}


def test_an_absent_record_of_a_delta_means_nothing(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1"), book("b2")])
    night(home, "beta", "2.mrc", book("b1", "Uusi"))
    assert live_ids(home, "beta") == {"b1", "b2"}


def test_a_record_that_is_no_longer_selected_is_withdrawn(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1"), book("b2")])
    second = night(home, "beta", "2.mrc", paper("b1"))
    assert report(second, "beta").counts["filtered"] == 1
    assert live_ids(home, "beta") == {"b2"}


def test_of_an_id_that_comes_twice_the_last_counts_wherever_the_file_is_cut(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "RANGE", 1)
    counts = report(night(home, "beta", "1.mrc", [book("b1", "Eka"), book("b2"), book("b1", "Toka")]), "beta").counts
    assert (counts["read"], counts["candidate"], counts["filtered:repeated-id"]) == (3, 2, 1)
    assert title_text(home, title_of(home, "beta", "b1")) == "Toka /"


def test_one_bad_vendor_file_hides_neither_other_vendors_nor_its_own_links(open_home: Make, own_schemas: Path) -> None:
    home = open_home(schemas=own_schemas)
    deliver(home, "alpha", "1.mrc", book("a1"))
    night(home, "beta", "1.mrc", book("b1"))
    before = home.catalogue().view("all")
    (own_schemas / "vendors" / "alpha.yml").write_text("delivry: full\n", "utf-8")
    second = night(home, "beta", "2.mrc", book("b2"))
    assert "delivery" in report(second, "alpha").failed[0]
    assert live_ids(home, "beta") == {"b1", "b2"}
    after = home.catalogue().view("all")
    assert before is not None
    assert after is not None
    title = title_of(home, "alpha", "a1")
    assert after.entry(title) == before.entry(title)
    assert after.record(title) == before.record(title)


def test_an_unknown_vendor_is_refused_with_the_known_ones(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"delta.*alpha, beta, gamma"):
        pipeline.run(home, ["delta"])


def test_another_sender_holds_the_delivery(open_home: Make) -> None:
    home = open_home()
    play(home, 1)
    file = home.settings.inbox / "onix-publisher" / "revontuli-20261101.xml"
    file.write_bytes(file.read_bytes().replace(b"Revontuli Kustannus Oy</SenderName>", b"Joku muu</SenderName>"))
    held = report(pipeline.run(home, ["onix-publisher"]), "onix-publisher").held
    assert held == ["revontuli-20261101.xml: the delivery comes from another sender"]


def test_a_lost_part_of_the_refined_records_stops_the_run(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "RANGE", 1)
    deliver(home, "beta", "1.mrc", [book("b1"), book("b2")])
    (delivery,) = pipeline.fetch(home, "beta")
    pipeline.refine(home, delivery)
    pipeline.gate(home, delivery)
    next((home.settings.work / str(delivery)).glob("*.rows")).unlink()
    with pytest.raises(PipelineError, match=r"1\.mrc"):
        pipeline.commit(home, delivery)
    assert (states(home)["1.mrc"], live_ids(home, "beta")) == ("refined", set())


def test_a_row_without_a_known_outcome_stops_the_run(home: Home) -> None:
    deliver(home, "beta", "1.mrc", [book("b1"), book("b2")])
    (delivery,) = pipeline.fetch(home, "beta")
    pipeline.refine(home, delivery)
    (path,) = (home.settings.work / str(delivery)).glob("*.rows")
    path.write_bytes(path.read_bytes().replace(b"candidate", b"candidata", 1))
    assert [row.outcome for rows in read_rows(path) for row in rows] == ["candidata", "candidate"]
    with pytest.raises(PipelineError, match="outcomes"):
        pipeline.commit(home, delivery)
    assert live_ids(home, "beta") == set()


def test_a_stage_that_is_run_again_ends_in_the_same_state(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1"))
    (delivery,) = pipeline.fetch(home, "beta")
    assert pipeline.refine(home, delivery) == pipeline.refine(home, delivery)
    assert pipeline.gate(home, delivery) == pipeline.gate(home, delivery)
    counts, after = pipeline.commit(home, delivery), dump(home)
    assert pipeline.commit(home, delivery) == counts
    assert dump(home) == after


def test_a_delivery_refined_before_another_commit_is_looked_at_again(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", "Eka"))
    deliver(home, "beta", "2.mrc", [book("b1", "Eka"), book("b2")])
    first, second = pipeline.fetch(home, "beta")
    for each in (first, second):
        pipeline.refine(home, each)
        pipeline.gate(home, each)
    pipeline.commit(home, first)
    counts = pipeline.commit(home, second)
    assert (counts["unchanged"], counts["candidate"]) == (1, 1)


def test_a_new_mapping_version_makes_candidates_but_publishes_nothing(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = open_home(schemas=own_schemas)
    night(home, "beta", "1.mrc", [book("b1"), book("b2")])
    with (own_schemas / "rules" / "feed.yml").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    forget()
    again = night(home, "beta", "2.mrc", [book("b1"), book("b2"), paper("b3")])
    assert (report(again, "beta").counts["candidate"], again.published.counts) == (2, {})
