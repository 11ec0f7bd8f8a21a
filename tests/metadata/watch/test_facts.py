"""What a watch finds on synthetic vendors, since when, and when it becomes a person's matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from feeds import book, deliver, home_in, night

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.mint import encode
from metadata.notices.words import LANGUAGES
from metadata.publish.harvests.table import Harvest, keep
from metadata.store import deliveries, watching
from metadata.times import TIME
from metadata.watch import Fact, Watched, facts, house, watch
from metadata.watch.facts import PLACES, as_json
from metadata.watch.found import Seen
from metadata.watch.policy import load_policy

Make = Callable[..., Home]


@pytest.fixture
def own(synthetic: Path, own_schemas: Path) -> Path:
    return own_schemas


def expecting(schemas: Path, vendor: str, expect: str) -> None:
    path = schemas / "vendors" / f"{vendor}.yml"
    lines = [line if "expect:" not in line else f"expect: {expect}" for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def on(home: Home, at: str) -> Home:
    home.clock = lambda: at
    return home


def of(found: Watched, kind: str) -> list[Fact]:
    return [each for each in found.facts if each.kind == kind]


def kinds(found: Watched) -> set[tuple[str, str]]:
    return {(each.kind, each.subject) for each in found.facts if each.kind != "disk"}


def test_a_new_installation_has_nothing_to_tell(open_home: Make, own: Path) -> None:
    assert kinds(facts(open_home(schemas=own))) == set()


def test_a_late_vendor_is_told_since_its_delivery_was_due(
    open_home: Make, own: Path, forget: Callable[[], None]
) -> None:
    expecting(own, "alpha", '{cadence: "1d", grace: "12h"}')
    forget()
    home = open_home(schemas=own)
    night(home, "alpha", "1.mrc", book("a1"))
    assert not of(facts(on(home, "2026-11-02T16:00:00Z")), "late")
    (late,) = of(facts(on(home, "2026-11-02T16:00:01Z")), "late")
    assert (late.subject, late.since, late.urgent, late.path) == (
        "alpha",
        "2026-11-02T16:00:00Z",
        True,
        "/desk/vendors/alpha",
    )


def test_who_never_delivered_is_a_persons_matter_after_some_days(
    open_home: Make, own: Path, forget: Callable[[], None]
) -> None:
    expecting(own, "alpha", '{cadence: "1d"}')
    forget()
    home = open_home(schemas=own)
    (missing,) = of(watch(on(home, "2026-11-02T04:00:00Z")), "missing")
    assert (missing.new, missing.urgent) == (True, False)
    (missing,) = of(watch(on(home, "2026-11-03T04:00:00Z")), "missing")
    assert (missing.new, missing.urgent, missing.since) == (False, False, "2026-11-02T04:00:00Z")
    (missing,) = of(watch(on(home, "2026-11-05T04:00:00Z")), "missing")
    assert (missing.new, missing.urgent) == (True, True), "nobody was told before that they must do something"
    (missing,) = of(watch(on(home, "2026-11-06T04:00:00Z")), "missing")
    assert (missing.new, missing.urgent) == (False, True)
    night(home, "alpha", "1.mrc", book("a1"))
    assert not of(watch(on(home, "2026-11-06T05:00:00Z")), "missing")


def test_what_a_gate_holds_is_new_once_and_gone_when_it_is_decided(
    open_home: Make, own: Path, forget: Callable[[], None]
) -> None:
    expecting(own, "alpha", "{min_records: 9}")
    forget()
    home = open_home(schemas=own)
    night(home, "alpha", "1.mrc", book("a1"))
    with home.store.read() as connection:
        ((delivery, entry),) = deliveries.with_state(connection, states=("held",))
    (held,) = of(watch(on(home, "2026-11-01T05:00:00Z")), "held")
    assert (held.subject, held.since, held.new, held.roles) == (str(delivery.id), entry.at, True, ("librarian",))
    assert held.path == f"/desk/deliveries/{delivery.id}"
    assert of(facts(on(home, "2026-11-01T12:00:00Z")), "held")[0].new, "until the next watch"
    assert not of(watch(on(home, "2026-11-02T05:00:00Z")), "held")[0].new
    told = next(each for each in as_json(home, facts(home)) if each["kind"] == "held")["told"]
    assert "9" in told["fi"]
    assert len(set(told.values())) == 3
    with home.store.write() as connection:
        deliveries.decide_gate(connection, delivery.id, "approve", "fine", "me", home.clock())
    assert not of(watch(on(home, "2026-11-03T05:00:00Z")), "held")


def test_a_view_that_stopped_pulling_is_told_and_one_that_never_did_is_not(open_home: Make, own: Path) -> None:
    home = open_home(schemas=own)
    rows = []
    for number in range(10):
        at = (datetime(2026, 10, 1) + timedelta(days=number)).strftime(TIME)
        rows.append(Harvest("FI-One", "ListRecords", "marc21", "", "", "", at, "", "Koha", 1, 5, 1, 5, 0, at))
    keep(home.settings.harvests, rows, "")
    assert not of(facts(on(home, "2026-10-11T00:00:00Z")), "stopped")
    (stopped,) = of(facts(on(home, "2026-10-20T00:00:00Z")), "stopped")
    assert (stopped.subject, stopped.said["last"]) == ("FI-One", "2026-10-10T00:00:00Z")
    assert stopped.roles == ("operator", "manager")


def test_a_source_that_does_not_answer_waits_a_day(open_home: Make, own: Path) -> None:
    home = open_home(schemas=own)
    with home.store.write() as connection:
        deliveries.look(connection, "alpha", home.clock(), error="no answer")
        deliveries.look(connection, "long-gone", home.clock(), error="no answer")
    assert [(each.subject, each.urgent) for each in of(watch(on(home, "2026-11-02T04:00:00Z")), "source")] == [
        ("alpha", False)
    ]
    assert of(watch(on(home, "2026-11-03T04:00:00Z")), "source")[0].urgent


def test_files_that_are_refused_hide_nothing_else(open_home: Make, own: Path, forget: Callable[[], None]) -> None:
    (own / "vendors" / "beta.yml").write_text("nothing: right\n", "utf-8")
    forget()
    found = facts(open_home(schemas=own))
    assert [each.subject for each in of(found, "refused")] == ["beta"]


def test_rules_that_are_left_out_are_told_by_file(open_home: Make, own: Path, forget: Callable[[], None]) -> None:
    (own / "rules" / "more.yml").write_text("rules: [{id: Z01}]\n", "utf-8")
    forget()
    (refused,) = of(facts(open_home(schemas=own)), "refused")
    assert (refused.subject, refused.said["reason"]) == ("rules/more.yml", "more.yml:1: Z01: slug is missing")
    assert refused.urgent


def test_a_place_that_cannot_be_looked_at_is_told(open_home: Make, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(seen: Seen) -> list[Any]:
        raise PipelineError("it is broken")

    monkeypatch.setitem(PLACES, "harvests", fails)
    (unseen,) = of(facts(open_home(schemas=own)), "unseen")
    assert (unseen.subject, unseen.said["reason"], unseen.urgent) == ("harvests", "it is broken", True)


@pytest.mark.parametrize(("free", "told"), [(3_000_000_000, True), (12_000_000_000, False), (1_000_000_000, True)])
def test_little_room_is_told_by_share_or_by_size(open_home: Make, own: Path, free: int, told: bool) -> None:
    home = open_home(schemas=own)
    with home.store.read() as connection:
        seen = Seen(home, connection, load_policy(own), home.clock())
        assert bool(list(house.disk(seen, lambda path: (100_000_000_000, 0, free)))) is told


def test_a_vocabulary_that_is_refused_or_grows_old_is_told(open_home: Make, own: Path) -> None:
    home = open_home(schemas=own)
    with home.store.write() as connection:
        watching.looked(connection, "yso", "2026-10-01T00:00:00Z", "new", "")
        watching.looked(connection, "slm", "2026-10-01T00:00:00Z", "new", "")
        watching.looked(connection, "ykl", "2026-10-01T00:00:00Z", "absent", "no file")
        watching.looked(connection, "slm", "2026-10-20T00:00:00Z", "refused", "it has shrunk")
        watching.looked(connection, "yso", "2026-10-30T00:00:00Z", "failed", "no answer")
    found = facts(on(home, "2026-11-01T00:00:00Z"))
    assert [(each.kind, each.subject, each.urgent) for each in found.facts if each.kind.startswith("vocab")] == [
        ("vocabulary_refused", "slm", True),
        ("vocabulary_failed", "yso", False),
    ]
    assert [each.subject for each in of(facts(on(home, "2026-11-06T00:00:00Z")), "vocabulary_old")] == ["yso"]


SUPPRESSED = """
suppress:
  - {rule: I01, record: "alpha:a1", until: 2026-10-31, reason: "x", who: "me"}
  - {rule: I01, record: "alpha:a2", until: 2026-11-10, reason: "x", who: "me"}
  - {rule: I01, record: "alpha:a3", until: 2027-11-10, reason: "x", who: "me"}
  - {rule: I01, record: "TITLE", until: 2026-10-30, reason: "x", who: "me"}
"""


def test_exceptions_that_end_are_told_together_before_and_after(open_home: Make, own: Path) -> None:
    (own / "suppress.yml").write_text(SUPPRESSED.replace("TITLE", encode(UUID(int=7))), "utf-8")
    found = facts(on(open_home(schemas=own), "2026-11-01T12:00:00Z"))
    told = {
        (each.kind, each.path): (each.said["number"], each.said["until"])
        for each in found.facts
        if each.kind.startswith("suppression")
    }
    assert told == {
        ("suppression_ended", "/desk/vendors/alpha"): (1, "2026-10-31"),
        ("suppression_ends", "/desk/vendors/alpha"): (1, "2026-11-10"),
        ("suppression_ended", "/desk/titles"): (1, "2026-10-30"),
    }


def test_every_kind_has_words_for_what_it_says(open_home: Make, own: Path) -> None:
    """Each sentence is filled in by what its place says; a place says no kind that the file lacks."""
    home, policy = open_home(schemas=own), load_policy(own)
    said = dict.fromkeys(
        ("reason", "vendor", "name", "free", "share", "tries", "rule", "number", "library", "until", "last", "due"), "x"
    )
    for kind in policy.facts.values():
        for language in LANGUAGES:
            assert "{" not in kind.say("subject", said, language, home.zone)


def test_machines_get_plain_values(open_home: Make, own: Path) -> None:
    home = open_home(schemas=own)
    with home.store.write() as connection:
        deliveries.look(connection, "alpha", home.clock(), error="no answer")
    json.dumps(as_json(home, watch(home)))


def test_a_title_in_the_path_is_quoted(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    deliver(home, "alpha", "1.mrc", book("a1"))
    assert all(each.path.startswith("/desk/") for each in facts(home).facts)
