"""Vendors in any order, and deliveries that come later than newer ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from feeds import ISBN, Make, book, clusters, gone, live_ids, night, report, states, title_of, title_text
from postgresql import BOTH_IN_FULL

from metadata.home import Home

DATABASES = BOTH_IN_FULL


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
