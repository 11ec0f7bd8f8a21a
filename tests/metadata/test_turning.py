"""A day in what a vendor says comes without the vendor's saying it again: what it ends comes, what begins then goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from feeds import Make, deliver, dump, everything, live_ids, report, title_of
from onix_feed import VENDOR, head, part
from postgresql import BOTH
from sqlalchemy import delete, select, text, update
from turning_feed import (
    AFTER,
    BEFORE,
    DAY,
    EVE,
    FULL,
    ISBNS,
    coming,
    going,
    install,
    kept,
    limited,
    night,
    on,
    product,
    renewals,
)

from metadata import pipeline, refining, renewal, turns
from metadata.home import Home
from metadata.previews.look import preview
from metadata.rerun.dry import dry
from metadata.rerun.run import rerun
from metadata.rerun.wish import Wish
from metadata.rerun.work import works_of
from metadata.store import deliveries, quarantine, records
from metadata.store.tables import source_record
from tests.transforms.crosswalks.onix.onix_builder import message

DATABASES = BOTH


@pytest.fixture
def installed(open_home: Make, own_schemas: Path) -> Callable[..., Home]:
    """Makes installations with the vendor."""
    return partial(install, open_home, own_schemas)


@pytest.fixture
def home(installed: Callable[..., Home]) -> Home:
    return installed()


def test_a_title_comes_on_the_day_after_its_restriction_ends(home: Home) -> None:
    counts = report(night(home, BEFORE, "1.xml", coming("a"), product("b", isbn=ISBNS[1])), "delta").counts
    assert (counts["filtered:not-for-libraries"], live_ids(home, "delta")) == (1, {"b"})
    assert kept(home)["a"] == (True, DAY, "not-for-libraries")
    assert night(home, EVE).published.counts == {}
    assert renewals(home) == [], "nothing is due yet"
    done = night(home, DAY)
    assert report(done, "delta").deliveries == [("renewal 1", "committed")]
    assert (done.published.counts["new"], live_ids(home, "delta")) == (1, {"a", "b"})
    assert kept(home)["a"] == (False, None, "")
    view = home.catalogue().view("all")
    assert view is not None and view.record(title_of(home, "delta", "a")) is not None


def test_a_title_goes_on_the_day_on_which_a_restriction_begins(home: Home) -> None:
    night(home, BEFORE, "1.xml", going("a"), product("b", isbn=ISBNS[1]))
    assert (live_ids(home, "delta"), kept(home)["a"]) == ({"a", "b"}, (False, DAY, ""))
    gone = title_of(home, "delta", "a")
    assert night(home, EVE).published.counts == {}
    done = night(home, DAY)
    assert done.published.counts["deleted"] == 1
    assert (live_ids(home, "delta"), kept(home)["a"][0]) == ({"b"}, True)
    view = home.catalogue().view("all")
    assert view is not None and view.deleted() == 1
    tombstone = view.record(gone)
    assert tombstone is not None and tombstone.leader[5] == "d"


def test_a_restriction_that_begins_and_ends_takes_a_title_away_and_brings_it_again(home: Home) -> None:
    night(home, BEFORE, "1.xml", product("a", limited(DAY, "2027-01-04")))
    title_id = title_of(home, "delta", "a")
    night(home, DAY)
    assert kept(home)["a"] == (True, AFTER, f"{records.UNSELECTED}not-for-libraries")
    night(home, AFTER)
    assert (live_ids(home, "delta"), title_of(home, "delta", "a")) == ({"a"}, title_id), "the same title"


@pytest.mark.parametrize("day", [DAY, AFTER])
def test_a_night_that_is_run_twice_does_nothing_the_second_time(home: Home, day: str) -> None:
    night(home, BEFORE, "1.xml", coming("a"), going("b", isbn=ISBNS[1]), product("c", isbn=ISBNS[2]))
    night(home, day)
    before = everything(home)
    assert night(home, day).published.counts == {}
    after = everything(home)
    for each in (before[0], after[0]):
        each.pop("look")
    assert after == before
    assert live_ids(home, "delta") == {"a", "c"}


def test_a_day_begins_at_midnight_in_helsinki(home: Home) -> None:
    """In summer a night at a quarter past two is still of the day before in UTC."""
    night(home, "2027-06-01", "1.xml", product("a", limited(start="2027-07-01")))
    home.clock = lambda: "2027-06-30T20:59:59Z"
    pipeline.run(home, ["delta"])
    assert live_ids(home, "delta") == {"a"}
    home.clock = lambda: "2027-06-30T23:15:00Z"
    pipeline.run(home, ["delta"])
    assert live_ids(home, "delta") == set()


def test_what_was_missed_is_made_up_for(home: Home) -> None:
    """Nights that were not run: the next one does what they would have done."""
    night(home, BEFORE, "1.xml", product("a", limited(DAY, "2027-01-04")), coming("b", isbn=ISBNS[1]))
    night(home, "2027-06-01")
    assert live_ids(home, "delta") == {"a", "b"}


@pytest.mark.parametrize(
    ("word", "why"),
    [
        (f"<Product>{head('a', '05')}</Product>", "a delete"),
        (product("a", limited()), "a restriction without an end"),
        (product("a", limited(end="2026-12-31")), "a later end"),
    ],
)
def test_the_vendors_next_word_counts_and_not_the_day_of_the_one_before(home: Home, word: str, why: str) -> None:
    night(home, BEFORE, "1.xml", coming("a"))
    night(home, EVE, "2.xml", word)
    night(home, DAY)
    assert live_ids(home, "delta") == set(), why
    night(home, AFTER)
    assert live_ids(home, "delta") == ({"a"} if "later" in why else set()), why


def test_an_older_delivery_does_not_bring_back_a_day(home: Home) -> None:
    night(home, BEFORE, "2.xml", coming("a"))
    night(home, EVE, "3.xml", f"<Product>{head('a', '05')}</Product>")
    night(home, EVE, "1.xml", coming("a"))
    night(home, AFTER)
    assert live_ids(home, "delta") == set()


def test_a_live_title_is_judged_by_what_the_vendor_says_now(home: Home) -> None:
    """It is limited up to a day, and has another name then."""
    night(home, BEFORE, "1.xml", product("a"))
    night(home, EVE, "2.xml", coming("a", name="Uusi nimi"))
    assert live_ids(home, "delta") == set()
    night(home, DAY)
    assert "Uusi nimi" in _record(home, "a")


def test_an_update_in_parts_is_put_onto_what_waits(home: Home) -> None:
    night(home, BEFORE, "1.xml", coming("a"))
    later = f"<PublishingDetail>{limited(end='2026-12-31')}</PublishingDetail>"
    done = report(night(home, EVE, "2.xml", part("a", later)), "delta")
    assert (done.counts["quarantined"], kept(home)["a"][1]) == (0, "2027-01-01")
    night(home, DAY)
    assert live_ids(home, "delta") == set()
    done = report(night(home, DAY, "3.xml", part("a", "<PublishingDetail/>")), "delta")
    assert (live_ids(home, "delta"), done.counts["candidate"]) == ({"a"}, 1)


def test_an_update_in_parts_follows_in_the_same_delivery(home: Home) -> None:
    later = f"<PublishingDetail>{limited(end='2026-12-31')}</PublishingDetail>"
    night(home, BEFORE, "1.xml", coming("a"), part("a", later))
    assert kept(home)["a"] == (True, "2027-01-01", "not-for-libraries")


def test_what_a_full_delivery_holds_no_more_waits_no_more(installed: Callable[..., Home]) -> None:
    home = installed(FULL)
    two = (product("b", isbn=ISBNS[1]), coming("c", isbn=ISBNS[2]))
    night(home, BEFORE, "1.xml", coming("a"), *two)
    night(home, EVE, "2.xml", *two)
    assert {each: row[1] for each, row in kept(home).items()} == {"a": None, "b": None, "c": DAY}
    night(home, DAY)
    assert live_ids(home, "delta") == {"b", "c"}


def test_what_is_withheld_when_its_day_comes_is_cured_like_any_other(home: Home, forget: Callable[[], None]) -> None:
    night(home, BEFORE, "1.xml", coming("a"))
    rule = home.settings.schemas / "rules" / "lights.yml"
    rule.write_text(
        'rules:\n  - {id: "S39", slug: "no-lights", level: "fatal", stage: "norm", select: "245$a",\n'
        '     assert: {not: {matches: "^Saaren"}}, message: {fi: "a", sv: "b", en: "c"}, source: ["CN"],\n'
        '     examples: {fail: ["245 00 $a Saaren"], pass: ["245 00 $a Koira"]}}\n',
        "utf-8",
    )
    forget()
    night(home, DAY)
    with home.store.read() as connection:
        assert [row.vendor_id for row in quarantine.listed(connection, states=("open",))] == ["a"]
    assert kept(home)["a"] == (True, None, records.HELD_BACK)
    before = renewals(home)
    night(home, DAY)
    assert renewals(home) == before, "the second night does nothing"
    rule.unlink()
    forget()
    night(home, AFTER)
    assert live_ids(home, "delta") == {"a"}


def test_what_waits_in_quarantine_has_its_day_too(home: Home) -> None:
    """What is published stays while its newest word is withheld; when that word says that it goes, it goes."""
    night(home, BEFORE, "1.xml", product("a"))
    night(home, BEFORE, "2.xml", going("a", name=""))
    assert live_ids(home, "delta") == {"a"}
    night(home, EVE)
    assert live_ids(home, "delta") == {"a"}
    night(home, DAY)
    assert live_ids(home, "delta") == set()
    with home.store.read() as connection:
        assert [row.state for row in quarantine.listed(connection)] == ["cured"]


def test_a_gate_holds_what_a_day_would_take_away(installed: Callable[..., Home]) -> None:
    home = installed(VENDOR.replace("max_deletes: 1.0", "max_deletes: 0.02"))
    night(home, BEFORE, "1.xml", *[going(f"a{n:02}", name=f"Kirja {n}", isbn=_isbn(n)) for n in range(30)])
    assert len(live_ids(home, "delta")) == 30
    night(home, DAY)
    assert (renewals(home), len(live_ids(home, "delta"))) == ([("renewal 1", "held")], 30)
    night(home, AFTER)
    assert renewals(home) == [("renewal 1", "held")], "it stands while it would do the same"


def _isbn(number: int) -> str:
    """One of a thousand ISBN with their check digits."""
    digits = f"978952799{number:03}"
    return f"{digits}{-sum(int(each) * (3 if at % 2 else 1) for at, each in enumerate(digits)) % 10}"


def test_tasks_and_the_command_line_end_alike(installed: Callable[..., Home]) -> None:
    homes = [installed(name=name) for name in ("tasks", "line")]
    for home in homes:
        night(home, BEFORE, "1.xml", coming("a"), going("b", isbn=ISBNS[1]))
        on(home, DAY)
    for share in turns.share_renewal(homes[0], "delta") or []:
        turns.make(homes[0], share["stretches"])
    turns.commit_renewal(homes[0], "delta")
    pipeline.publish(homes[0])
    pipeline.run(homes[1], ["delta"])
    one, other = (dump(home, {"ledger": {"id"}}) for home in homes)
    one.pop("look")
    other.pop("look")
    assert one == other
    assert turns.share_renewal(homes[0], "delta") is None


def test_a_run_that_is_cut_short_is_made_up_for(home: Home) -> None:
    night(home, BEFORE, "1.xml", coming("a"), going("b", isbn=ISBNS[1]))
    on(home, DAY)
    number = renewal.begin(home, "delta")
    assert number is not None
    refining.refine(home, number)
    night(home, AFTER)  # the next process finds it refined, on another day
    assert live_ids(home, "delta") == {"a"}
    night(home, AFTER)
    with home.store.read() as connection:
        assert deliveries.pending(connection, "delta") == []


def test_a_preview_and_a_dry_run_tell_it_and_change_nothing(home: Home) -> None:
    night(home, BEFORE, "1.xml", coming("a"), going("b", isbn=ISBNS[1]))
    assert preview(home)["vendors"]["delta"]["would_be"] == "nothing"
    on(home, DAY)
    before = dump(home)
    told = preview(home)["vendors"]["delta"]
    assert (told["read"], told["outcomes"]) == (2, {"new": 1, "withdrawn": 1})
    wish = Wish(vendor="delta", what="ids", ids=("a", "b"))
    told = dry(home, works_of(home, wish), None)["vendors"]["delta"]
    assert (told["left_out"], told["outcomes"]) == (0, {"new": 1, "withdrawn": 1})
    assert dump(home) == before


def test_records_of_before_know_no_day_and_are_made_anew(home: Home) -> None:
    """As after an upgrade: the version that made them is another one, and no day is known."""
    night(home, BEFORE, "1.xml", going("a"))
    with home.store.write() as connection:
        connection.execute(update(source_record).values(turns_on=None, made_with="0" * 16))
    night(home, EVE)
    assert (renewals(home), kept(home)["a"]) == ([("renewal 1", "committed")], (False, DAY, ""))
    night(home, DAY)
    assert live_ids(home, "delta") == set()


def test_what_an_older_release_filtered_is_kept_when_its_delivery_is_run_again(home: Home) -> None:
    night(home, BEFORE, "1.xml", coming("a"), coming("b", isbn=ISBNS[1]))
    night(home, EVE, "2.xml", f"<Product>{head('b', '05')}</Product>")
    with home.store.write() as connection:
        connection.execute(delete(source_record))
    for name in ("1.xml", "2.xml"):
        wish = Wish(vendor="delta", what="delivery", delivery=name, dry_run=False, reason="days are kept now")
        assert rerun(home, wish, "Maija")["vendors"]["delta"]["state"] == "committed"
    night(home, DAY)
    assert live_ids(home, "delta") == {"a"}


def test_the_ledger_says_why(home: Home) -> None:
    night(home, BEFORE, "1.xml", coming("a"))
    night(home, DAY)
    with home.store.read() as connection:
        (number,) = [each.id for each, _ in deliveries.with_state(connection) if each.kind == renewal.KIND]
        assert deliveries.history(connection, number)[0].reason == renewal.TURNED


def test_a_night_on_which_nothing_is_due_looks_into_an_index_alone(home: Home) -> None:
    if home.store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by the size of a table")
    plan = "EXPLAIN QUERY PLAN SELECT id FROM {} WHERE vendor = 'delta' AND turns_on <= '2026-12-24'"
    with home.store.read() as connection:
        for table in ("source_record", "quarantine"):
            told = " ".join(str(row) for row in connection.execute(text(plan.format(table))))
            assert f"INDEX {table}_turns (vendor=? AND turns_on<?)" in told


def test_nights_that_come_and_are_missed_end_as_if_all_had_come_on_the_last(installed: Callable[..., Home]) -> None:
    """The law of tests/transforms/test_turning.py, in the store and behind the gates."""
    chance, first = Random(20261122), date.fromisoformat(BEFORE)

    def some_day() -> str:
        return (first + timedelta(days=chance.randrange(-9, 40))).isoformat()

    def some_rights() -> str:
        start, end = sorted((some_day(), some_day()))
        return chance.choice((limited(start), limited(end=end), limited(start, end), limited(start) + limited(end=end)))

    products = [product(f"a{n:02}", some_rights(), name=f"Kirja {n}", isbn=_isbn(n)) for n in range(40)]
    walked, direct = installed(name="walked"), installed(name="direct")
    night(walked, BEFORE, "1.xml", *products)
    seen = set()
    for days in (1, 2, 5, 13, 21, 22, 34):
        night(walked, (first + timedelta(days=days)).isoformat())
        seen.add(frozenset(live_ids(walked, "delta")))
    last = (first + timedelta(days=34)).isoformat()
    on(direct, last)
    deliver(direct, "delta", "1.xml", message("".join(products), "20261122T0100Z"))
    pipeline.run(direct, ["delta"])
    assert len(seen) > 3, "titles come and go on the way"
    assert live_ids(walked, "delta") == live_ids(direct, "delta") != set()
    for each in live_ids(direct, "delta"):
        assert _record(walked, each) == _record(direct, each)
    turning = [{each: row[1] for each, row in kept(home).items() if row[1]} for home in (walked, direct)]
    assert turning[0] == turning[1] != {}


def _record(home: Home, vendor_id: str) -> str:
    with home.store.read() as connection:
        query = select(source_record.c.record).where(source_record.c.vendor_id == vendor_id)
        return str(connection.execute(query).scalar_one())
