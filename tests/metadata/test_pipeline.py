"""Files that come broken, empty or twice, records that are withdrawn, and stages that are run alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import Make, book, deliver, dump, live_ids, mrc, night, paper, report, states, title_of, title_text
from postgresql import BOTH

from metadata import payload, pipeline
from metadata.errors import ConfigError, PipelineError
from metadata.home import Home
from metadata.rows import read_rows
from metadata.samples import play
from metadata.store import deliveries

DATABASES = BOTH


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


def test_the_same_content_under_another_name_is_a_duplicate(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    night(home, "beta", "2.mrc", book("b1"))
    assert states(home) == {"1.mrc": "committed", "2.mrc": "duplicate"}


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


def test_the_same_record_twice_is_one_wherever_the_file_is_cut(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "RANGE", 1)
    counts = report(night(home, "beta", "1.mrc", [book("b1", "Eka"), book("b2"), book("b1", "Eka")]), "beta").counts
    assert (counts["read"], counts["candidate"], counts["filtered:repeated-id"]) == (3, 2, 1)
    assert title_text(home, title_of(home, "beta", "b1")) == "Eka /"


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


@pytest.mark.long
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
