"""What is withheld, night after night: asked about once, never brought back when it is past, never taken for absent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import book, gone, live_ids, mrc, night, report, title_of, title_text
from postgresql import BOTH_IN_FULL

from metadata import pipeline, withheld
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.store import choices, deliveries, quarantine
from transforms.record import Record

DATABASES = BOTH_IN_FULL

RULE = """\
rules:
  - id: "S39"
    slug: "no-cats"
    level: "fatal"
    stage: "norm"
    select: "245$a"
    assert: {not: {matches: "^Kissa"}}
    message: {fi: "kissa {value}", sv: "katt {value}", en: "cat {value}"}
    source: ["CN"]
    examples: {fail: ["245 00 $a Kissa"], pass: ["245 00 $a Koira"]}
"""
GARBLED = b"00090nam a22000002i 4500no directory and no field of any record\x1e\x1d"


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path, tmp_path: Path) -> Home:
    """An installation with schemas of its own, which its tests change; no feed is held for what cannot be read."""
    shutil.copytree(synthetic, tmp_path / "schemas")
    for path in (tmp_path / "schemas" / "vendors").glob("*.yml"):
        path.write_text(path.read_text("utf-8").replace("expect: {", "expect: {max_unreadable: 1.0, "), "utf-8")
    return open_home(schemas=tmp_path / "schemas")


@pytest.fixture
def rule(home: Home, forget: Callable[[], None]) -> Callable[[bool], None]:
    """Whether there is a rule that withholds every title that begins with Kissa."""
    path = home.settings.schemas / "rules" / "cats.yml"

    def write(is_there: bool) -> None:
        if is_there:
            path.write_text(RULE, "utf-8")
        else:
            path.unlink()
        forget()

    return write


def many(numbers: range = range(30)) -> list[Record]:
    return [book(f"b{number:04}", f"Kirja numero {number}") for number in numbers]


def kept(home: Home) -> list[tuple[str, str, str]]:
    """Delivery, id and state of all that was ever withheld."""
    with home.store.read() as connection:
        return [(row.name, row.vendor_id, row.state) for row in quarantine.listed(connection)]


def states(home: Home) -> list[str]:
    return [state for _, _, state in kept(home)]


def title(home: Home, vendor: str, vendor_id: str) -> str:
    return title_text(home, title_of(home, vendor, vendor_id))


def test_a_record_withheld_each_night_is_open_once(home: Home, rule: Any) -> None:
    rule(True)
    for day in (1, 2, 3):
        night(home, "beta", f"{day}.mrc", [book("b1"), book(f"c{day}", f"Koira {day}")], day)
    assert states(home) == ["superseded", "superseded", "open"]


def test_an_unreadable_record_sent_each_night_is_open_once(home: Home) -> None:
    for day in (1, 2, 3):
        night(home, "beta", f"{day}.mrc", GARBLED + mrc(*many(), book(f"c{day}", f"Koira {day}")), day)
    assert kept(home) == [("1.mrc", "", "superseded"), ("2.mrc", "", "superseded"), ("3.mrc", "", "open")]


def test_a_full_delivery_closes_what_earlier_ones_left_open(home: Home, rule: Any) -> None:
    rule(True)
    night(home, "alpha", "1.mrc", GARBLED + mrc(*many(), book("k1")))
    night(home, "alpha", "2.mrc", [*many(), book("c1", "Koira")], 10)
    assert [(each, state) for _, each, state in kept(home)] == [("", "superseded"), ("k1", "superseded")]


def test_what_a_full_feed_no_longer_holds_is_not_brought_back(home: Home, rule: Any) -> None:
    rule(True)
    night(home, "alpha", "1.mrc", [*many(), book("k1")])
    night(home, "alpha", "2.mrc", [*many(), book("c1", "Koira")], 10)
    rule(False)
    assert pipeline.run(home).published.counts == {}
    assert "k1" not in live_ids(home, "alpha")


@pytest.mark.parametrize("vendor", ["alpha", "beta"])
def test_a_version_put_right_by_an_unchanged_one_is_not_brought_back(home: Home, rule: Any, vendor: str) -> None:
    rule(True)
    for day, text in enumerate(["Koira", "Kissa", "Koira"], 1):
        night(home, vendor, f"{day}.mrc", [*many(), book("k1", text), book(f"c{day}", f"Hevonen {day}")], day)
    assert states(home) == ["superseded"]
    rule(False)
    pipeline.run(home)
    assert title(home, vendor, "k1") == "Koira /"


@pytest.mark.parametrize(("titles", "then"), [(["Kissa", "Koira"], "Koira /"), (["Koira", "Kissa"], "Kissa /")])
def test_of_one_delivery_the_later_version_counts(home: Home, rule: Any, titles: list[str], then: str) -> None:
    rule(True)
    night(home, "beta", "1.mrc", [book("b1"), *(book("k1", each) for each in titles)])
    rule(False)
    pipeline.run(home)
    assert title(home, "beta", "k1") == then


def test_a_late_older_delivery_closes_nothing_newer(home: Home, rule: Any) -> None:
    rule(True)
    night(home, "beta", "2.mrc", book("k1", "Kissa"))
    night(home, "beta", "1.mrc", [book("k1", "Koira"), book("k2", "Hevonen")])
    assert (states(home), title(home, "beta", "k1")) == (["open"], "Koira /")
    rule(False)
    pipeline.run(home)
    assert (states(home), title(home, "beta", "k1")) == (["cured"], "Kissa /")


def test_a_late_older_version_that_is_withheld_asks_nothing(home: Home, rule: Any) -> None:
    rule(True)
    night(home, "beta", "2.mrc", [book("k1", "Koira"), book("k2", "Kissat")])
    night(home, "beta", "1.mrc", [book("k1", "Kissa"), book("k2", "Kissa")])
    assert sorted(kept(home)) == [("1.mrc", "k1", "superseded"), ("1.mrc", "k2", "superseded"), ("2.mrc", "k2", "open")]


@pytest.mark.long
def test_a_delete_closes_what_is_withheld(home: Home, rule: Any) -> None:
    rule(True)
    night(home, "beta", "1.mrc", [book("k1"), book("b1", "Koira")])
    night(home, "beta", "2.mrc", gone("k1"))
    assert states(home) == ["superseded"]


@pytest.mark.long
def test_what_a_renewal_withholds_stays_open_while_the_vendor_says_the_same(home: Home, rule: Any) -> None:
    night(home, "alpha", "1.mrc", [*many(), book("k1")])
    rule(True)
    night(home, "alpha", "2.mrc", [*many(), book("k1"), book("c1", "Koira")], 10)
    night(home, "alpha", "3.mrc", [*many(), book("k1"), book("c2", "Hevonen")], 20)
    assert states(home)[-1] == "open"
    night(home, "alpha", "4.mrc", [*many(), book("k1", "Koirat")], 30)
    assert set(states(home)) == {"superseded"}


@pytest.mark.long
def test_a_renewal_asks_once_about_a_stored_record(home: Home, rule: Any, forget: Callable[[], None]) -> None:
    night(home, "beta", "1.mrc", [*many(), book("k1")])
    rule(True)
    pipeline.run(home)
    path = home.settings.schemas / "rules" / "cats.yml"
    path.write_text(RULE.replace("^Kissa", "^Kiss"), "utf-8")
    forget()
    pipeline.run(home)
    assert states(home) == ["superseded", "open"]
    rule(False)
    pipeline.run(home)
    assert (states(home)[-1], title(home, "beta", "k1")) == ("cured", "Kissa /")


@pytest.mark.long
def test_only_the_newest_of_two_open_versions_can_be_released(home: Home, rule: Any) -> None:
    rule(True)
    night(home, "beta", "1.mrc", [book("k1", "Kissa vanha"), book("b1", "Koira")])
    night(home, "beta", "2.mrc", book("k1", "Kissa uusi"))
    with home.store.read() as connection:
        older, newer = (row.id for row in quarantine.listed(connection))
    with pytest.raises(ConfigError, match="is superseded"):
        withheld.release(home, [older], "it is a cat", "maija")
    with home.store.read() as connection:
        assert not choices.listed(connection), "what is refused leaves no decision"
    withheld.release(home, [newer], "it is a cat", "maija")
    assert (states(home), title(home, "beta", "k1")) == (["superseded", "released"], "Kissa uusi /")


def test_no_record_goes_as_absent_while_one_without_an_id_is_withheld(home: Home) -> None:
    night(home, "alpha", "1.mrc", many())
    feed = many()
    counts = report(night(home, "alpha", "2.mrc", mrc(*feed[:7]) + GARBLED + mrc(*feed[8:]), 10), "alpha").counts
    assert (counts["absent"], counts["unsure"], len(live_ids(home, "alpha"))) == (0, 1, 30)
    with home.store.read() as connection:
        (reason,) = (entry.reason for each, entry in deliveries.with_state(connection) if each.name == "2.mrc")
    assert reason.startswith("1 absent records stay")
    counts = report(night(home, "alpha", "3.mrc", [*feed[:7], *feed[8:]], 20), "alpha").counts
    assert (counts["absent"], "unsure" in counts, len(live_ids(home, "alpha"))) == (1, False, 29)


def test_a_record_that_cannot_be_read_but_shows_its_id_does_not_go(home: Home) -> None:
    night(home, "alpha", "1.mrc", many())
    feed = many(range(29))  # the last one is absent, the first one has a title that is no UTF-8
    broken = mrc(feed[0]).replace(b"Kirja", b"Ki\x9d\xffa")
    counts = report(night(home, "alpha", "2.mrc", broken + mrc(*feed[1:]), 10), "alpha").counts
    assert kept(home) == [("2.mrc", "b0000", "open")]
    assert (counts["absent"], live_ids(home, "alpha")) == (1, {f"b{number:04}" for number in range(29)})


def test_an_id_with_other_capitals_does_not_delete_the_published_record(home: Home) -> None:
    night(home, "alpha", "1.mrc", many())
    feed = many()
    feed[5] = book("B0005", "Kirja numero 5")
    counts = report(night(home, "alpha", "2.mrc", feed, 10), "alpha").counts
    assert (kept(home), counts["absent"]) == ([("2.mrc", "B0005", "open")], 0)
    assert "b0005" in live_ids(home, "alpha")


def test_of_two_records_under_one_id_the_released_one_stays(home: Home) -> None:
    two = [book("k1", "Ensimmäinen"), book("k1", "Toinen teos")]
    night(home, "alpha", "1.mrc", [*many(), *two])
    with home.store.read() as connection:
        first = quarantine.listed(connection)[0].id
    withheld.release(home, [first], "this one", "maija")
    for day, feed in enumerate((two, two[::-1]), 2):
        night(home, "alpha", f"{day}.mrc", [*many(), *feed, book(f"c{day}", f"Koira {day}")], day)
        assert title(home, "alpha", "k1") == "Ensimmäinen /"
        assert "open" not in states(home), "a person chose: nothing is asked again"
    night(home, "alpha", "4.mrc", [*many(), book("k1", "Kolmas"), two[1]], 40)  # neither is the released one
    assert (title(home, "alpha", "k1"), states(home).count("open")) == ("Ensimmäinen /", 2)
