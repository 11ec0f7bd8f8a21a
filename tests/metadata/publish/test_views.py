"""The published views: what each holds, and when the datestamp of a title moves in it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, deliver, gone, night, title_of
from postgresql import BOTH_IN_FULL

from metadata import pipeline
from metadata.home import Home
from metadata.publish.catalogue import Entry, NotAtHand, Span
from metadata.publish.views import StoredView, courses
from metadata.publish.views.selection import ANY, WHOLE, Bounds, Found, Selection, Selections, Whole, bounds, select

DATABASES = BOTH_IN_FULL

Make = Callable[..., Home]
VIEWS = ("all", "FI-One", "FI-Two")


def view(home: Home, name: str = "all", publication: int | None = None) -> StoredView:
    found = home.catalogue().view(name, publication)
    assert found is not None
    return found


def entries(home: Home, name: str) -> dict[str, Entry]:
    found = view(home, name)
    return {each.title_id: each for each in found.entries()}


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def filled(home: Home) -> Home:
    """a1 of alpha alone, b1 of beta alone, and one title of both."""
    deliver(home, "alpha", "1.mrc", [book("a1"), book("a2", isbn=ISBN[0])])
    night(home, "beta", "1.mrc", [book("b1", "Hevonen"), book("b2", isbn=ISBN[0])])
    return home


def test_each_view_holds_what_its_library_has_taken(home: Home) -> None:
    filled(home)
    alone, both, beta = (title_of(home, *each) for each in (("alpha", "a1"), ("alpha", "a2"), ("beta", "b1")))
    assert set(view(home).live()) == {alone, both, beta}
    assert set(view(home, "FI-One").live()) == {alone, both}
    assert set(view(home, "FI-Two").live()) == {both, beta}


def test_links_are_those_of_the_view(home: Home) -> None:
    filled(home)
    both = title_of(home, "alpha", "a2")
    links = {}
    for name in VIEWS:
        record = view(home, name).record(both)
        assert record is not None
        links[name] = [(each["u"], each["y"], each["5"]) for each in record.all("856")]
    assert links == {
        "all": [("https://alpha.example/a2", "alpha", ""), ("https://beta.example/b2", "beta", "")],
        "FI-One": [("https://FI-One.example/a2", "Lainaa", "FI-One")],
        "FI-Two": [("https://beta.example/b2", "Lainaa", "FI-Two")],
    }


def test_datestamps_of_a_title_strictly_increase_though_the_clock_stands_still(home: Home) -> None:
    seen = []
    for number, title in enumerate(["Yksi", "Kaksi", "Kolme"]):
        night(home, "alpha", f"{number}.mrc", book("a1", title))
        seen.append(entries(home, "all")[title_of(home, "alpha", "a1")].datestamp)
    night(home, "alpha", "9.mrc", gone("a1"))
    seen.append(entries(home, "all")[title_of(home, "alpha", "a1")].datestamp)
    assert seen == sorted(set(seen))


def test_datestamps_go_forward_when_the_clock_goes_back(home: Home) -> None:
    night(home, "alpha", "1.mrc", book("a1"))
    home.clock = lambda: "2025-01-01T00:00:00Z"
    night(home, "alpha", "2.mrc", book("a1", "Toinen"))
    assert view(home).entry(title_of(home, "alpha", "a1")) == entries(home, "all")[title_of(home, "alpha", "a1")]
    assert entries(home, "all")[title_of(home, "alpha", "a1")].datestamp == "2026-11-01T04:00:01Z"


def test_another_link_of_a_library_moves_its_datestamps_only(open_home: Make, own_schemas: Path) -> None:
    home = filled(open_home(schemas=own_schemas))
    before = {name: entries(home, name) for name in VIEWS}
    change(own_schemas / "libraries" / "FI-One.yml", "https://FI-One.example/", "https://new.example/")
    again = Home(home.settings, home.clock, home.mint)
    assert pipeline.run(again).published.counts["profiles"] == 1
    after = {name: entries(again, name) for name in VIEWS}
    assert after["all"] == before["all"]
    assert after["FI-Two"] == before["FI-Two"]
    assert {each.datestamp for each in after["FI-One"].values()} == {"2026-11-01T04:00:01Z"}
    again.close()


def test_a_title_that_leaves_a_collection_is_a_tombstone_in_that_view_only(open_home: Make, own_schemas: Path) -> None:
    home = filled(open_home(schemas=own_schemas))
    change(own_schemas / "libraries" / "FI-Two.yml", '"beta", "gamma"', '"gamma"')
    again = Home(home.settings, home.clock, home.mint)
    pipeline.run(again)
    both = title_of(home, "alpha", "a2")
    assert view(again, "FI-Two").live() == []
    assert {name: entries(again, name)[both].deleted for name in VIEWS} == {
        "all": False,
        "FI-One": False,
        "FI-Two": True,
    }
    stub = view(again, "FI-Two").record(both)
    assert stub is not None
    assert (stub.at("LDR", 5), stub.has("856"), stub.has("300")) == ("d", False, False)
    again.close()


def test_a_vendor_that_withdraws_takes_the_title_from_its_view_only(home: Home) -> None:
    filled(home)
    both = title_of(home, "alpha", "a2")
    night(home, "beta", "2.mrc", gone("b2"))
    found = {name: entries(home, name)[both] for name in VIEWS}
    assert {name: each.deleted for name, each in found.items()} == {"all": False, "FI-One": False, "FI-Two": True}
    assert (found["all"].sets, found["all"].left) == (
        ("collection:alpha", "lang:fin", "new:2026-11", "type:ebook", "vendor:alpha"),
        ("collection:beta", "vendor:beta"),
    )


def test_a_change_that_one_library_cannot_see_moves_nothing_there(home: Home) -> None:
    filled(home)
    before = entries(home, "FI-Two")
    night(home, "alpha", "2.mrc", [book("a1", "Toinen"), book("a2", isbn=ISBN[0])])
    assert entries(home, "FI-Two") == before


def test_a_title_keeps_the_day_it_came_to_a_view_whatever_changes(home: Home) -> None:
    filled(home)
    both = title_of(home, "alpha", "a2")
    night(home, "beta", "2.mrc", gone("b2"))
    home.clock = lambda: "2026-12-24T00:00:00Z"
    night(home, "beta", "3.mrc", [book("b1", "Uusi"), book("b2", isbn=ISBN[0])])
    b1 = title_of(home, "beta", "b1")
    found = {name: {each.title_id: each for each in view(home, name).entries()} for name in VIEWS}
    assert found["all"][b1].datestamp == found["FI-Two"][both].datestamp == "2026-12-24T00:00:00Z"
    assert {each.first for entries in found.values() for each in entries.values()} == {"2026-11-01T04:00:00Z"}


def test_a_set_holds_as_deleted_what_left_it(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    night(home, "beta", "2.mrc", book("b1", language="swe"))
    found = view(home)
    (entry,) = found.entries(Span(set="lang:fin"))
    assert (entry.left, entry.deleted) == (("lang:fin",), False)
    assert found.count(Span(set="lang")) == found.count(Span(set="lang:swe")) == 1
    assert found.count(Span(set="lang:sw")) == 0
    assert {spec for spec, _ in found.sets()} == {
        "collection",
        "collection:beta",
        "lang",
        "lang:fin",
        "lang:swe",
        "new",
        "new:2026-11",
        "type",
        "type:ebook",
        "vendor",
        "vendor:beta",
    }


def test_an_old_publication_stays_as_it_was(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1", "Vanha"), book("b2")])
    title = title_of(home, "beta", "b1")
    before, record = list(view(home).entries()), view(home).record(title)
    night(home, "beta", "2.mrc", [book("b1", "Uusi"), gone("b2"), book("b3")])
    old = view(home, publication=1)
    assert (list(old.entries()), old.record(title)) == (before, record)
    assert len(view(home).live()) == 2


def test_pages_follow_each_other_without_gap_or_repeat(home: Home) -> None:
    night(home, "beta", "1.mrc", [book(f"b{number}") for number in range(5)])
    night(home, "beta", "2.mrc", [book("b1", "Uusi"), book("b7")])
    found, after, pages = view(home), "", list[Entry]()
    while (page := found.page(Span(), after, 2)).entries:
        pages += (entry for entry, _ in page.entries)
        after = page.after
    assert pages == list(found.entries())
    assert len({each.title_id for each in pages}) == found.count(Span()) == 6


def test_bounds_of_a_span_are_inclusive(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    night(home, "beta", "2.mrc", book("b2"))
    first, second = "2026-11-01T04:00:00Z", "2026-11-01T04:00:01Z"
    found = view(home)
    assert found.count(Span(first, first)) == found.count(Span(second)) == found.count(Span("", first)) == 1
    assert (found.count(Span(first, second)), found.count(Span("2026-11-01T04:00:02Z"))) == (2, 0)


def test_views_before_the_first_publication_are_empty(home: Home) -> None:
    assert (view(home).publication, view(home).count(Span())) == (0, 0)
    assert home.catalogue().view("all", 1) is None
    assert home.catalogue().view("FI-Three") is None


def test_records_carry_their_id_agency_and_dates(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    home.clock = lambda: "2026-12-24T00:00:00Z"
    night(home, "beta", "2.mrc", book("b1", "Uusi"))
    title = title_of(home, "beta", "b1")
    record = view(home).record(title)
    assert record is not None
    assert (record.value("001"), record.value("003"), record.value("005"), record.at("008", 0, 6)) == (
        title,
        home.consortium.isil,
        "20261224000000.0",
        "261101",
    )


def test_selections_of_all_views_are_kept_in_little_room() -> None:
    """Whatever is forgotten meanwhile, by whichever thread, who asks gets what was found."""
    kept, asked = Selections(room=32), list[int]()

    def of(view: str, low: int) -> Found:
        def find() -> Found:
            asked.append(low)
            kept.of(
                "FI-Two", 1, Bounds(low, ANY, "", WHOLE, WHOLE), lambda: (Selection((0,) * 7), ())
            )  # forgets all others
            return Selection((low,)), ()

        return kept.of(view, 1, Bounds(low, ANY, "", WHOLE, WHOLE), find)

    assert [of("all", low)[0].courses for low in (1, 2, 2, 1)] == [(1,), (2,), (2,), (1,)]
    assert asked == [1, 2, 1]
    assert len(kept._kept) == 1


def test_selections_of_nothing_take_room_too() -> None:
    """Whoever asks for every span there might be fills no memory."""
    kept = Selections(room=1_000)
    for low in range(500):
        kept.of("all", 1, Bounds(low, ANY, "", WHOLE, WHOLE), lambda: (Selection(), ()))
    assert len(kept._kept) <= 40


def test_the_whole_view_is_what_a_span_of_everything_selects(home: Home) -> None:
    filled(home)
    night(home, "beta", "2.mrc", [book("b1", "Toinen"), gone("b2")])
    for name in VIEWS:
        found = view(home, name)
        wanted = bounds(Span(), found._snapshot.datestamps)
        whole, one_by_one = found._found(wanted)[0], select(found._stands, wanted, found._counts(wanted))
        assert isinstance(whole, Whole)
        assert list(whole.behind(0)) == list(one_by_one.behind(0))
        assert (whole.total(), found.count(Span())) == (one_by_one.total(), len(list(found.entries())))
        for course, within, _ in one_by_one.behind(0):
            assert whole.range_of(course) == one_by_one.range_of(course) == within
            assert list(whole.behind(course)) == list(one_by_one.behind(course))


def test_who_may_not_wait_is_given_the_views_that_are_there(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    catalogue = home.catalogue()
    at_hand = catalogue.at_hand()
    if at_hand is None:  # a database of another machine is waited for
        assert home.store.engine.dialect.name == "postgresql"
        return
    with pytest.raises(NotAtHand):
        at_hand.view("all")
    made = catalogue.view("all")
    assert at_hand.view("all") is made
    night(home, "beta", "2.mrc", book("b2"))
    assert at_hand.view("all", 1) is made
    with pytest.raises(NotAtHand):
        at_hand.view("all")
    assert at_hand.view("FI-Nothing") is None


def test_a_catalogue_begins_anew_when_most_of_what_it_keeps_is_past(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses, "_KEPT_JUDGED", 2)
    night(home, "beta", "1.mrc", book("b1"))
    catalogue = home.catalogue()

    def told(publication: int) -> dict[str, list[Entry]]:
        views = {name: catalogue.view(name, publication) for name in VIEWS}
        return {name: list(found.entries()) for name, found in views.items() if found}

    before, judged = told(1), catalogue._courses
    night(home, "beta", "2.mrc", book("b2"))
    assert {name: len(each) for name, each in told(2).items()} == {"all": 2, "FI-One": 0, "FI-Two": 2}
    assert catalogue._courses is not judged
    assert told(1) == before


def test_an_id_stands_in_a_link_as_addresses_have_it(home: Home) -> None:
    odd = "i d/å&#?<%"
    night(home, "beta", "1.mrc", [book(odd), book("urn:isbn:1", "Hevonen")])
    found = view(home)
    for vendor_id, told in ((odd, "i%20d/%C3%A5%26%23%3F%3C%25"), ("urn:isbn:1", "urn:isbn:1")):
        title, address = title_of(home, "beta", vendor_id), f"https://beta.example/{told}"
        record = found.record(title)
        assert record is not None
        assert record.value("856", "u") == address
        for form in ("marcxml", "oai_dc"):
            assert f">{address}<".encode() in found.metadata(title, form).xml


def test_a_view_that_is_there_is_read_while_another_is_made(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    catalogue = home.catalogue()
    there = catalogue.view("all")
    with ThreadPoolExecutor() as other:
        with catalogue._making:
            assert other.submit(catalogue.view, "all").result(timeout=30) is there
            made = [other.submit(catalogue.view, "FI-Two") for _ in range(2)]
        assert len({id(each.result(timeout=30)) for each in made}) == 1


def test_what_was_superseded_a_fortnight_ago_is_forgotten_and_nothing_else(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", [book("a1"), book("a2", isbn=ISBN[0])])
    night(home, "beta", "1.mrc", [book("b1"), book("b2", isbn=ISBN[0]), book("b3", "Kettu")])
    told: dict[int, list[Any]] = {}
    for publication, (day, records) in enumerate(
        (
            ("2026-11-02", [book("b1", "Uusi"), gone("b2")]),
            ("2026-11-10", [gone("b3"), book("b4", "Karhu")]),
            ("2026-11-17", [book("b1", "Uudempi"), book("b2", isbn=ISBN[0])]),
            ("2026-11-25", [book("b5", "Susi")]),
        ),
        2,
    ):
        home.clock = lambda day=day: f"{day}T04:00:00Z"  # type: ignore[misc]
        night(home, "beta", f"{publication}.mrc", records)
        told[publication] = everything_told(home, publication)
    catalogue = home.catalogue()
    assert [publication for publication in range(1, 6) if catalogue.view("all", publication)] == [3, 4, 5]
    assert {each: everything_told(home, each) for each in (3, 4, 5)} == {each: told[each] for each in (3, 4, 5)}
    tombstone = view(home).entry(title_of(home, "beta", "b3"))
    assert tombstone is not None
    assert (tombstone.deleted, tombstone.datestamp) == (True, "2026-11-10T04:00:00Z")


def everything_told(home: Home, publication: int) -> list[Any]:
    """All that the views tell at a publication."""
    every = [view(home, name, publication) for name in VIEWS]
    ids = [[each.title_id for each in found.entries()] for found in every]
    return [
        (list(found.entries()), found.page(Span(), "", 100, "marcxml"), found.records(titles), found.count(Span()))
        for found, titles in zip(every, ids, strict=True)
    ]


def test_a_record_is_new_in_a_view_until_it_changes_there(home: Home) -> None:
    night(home, "alpha", "1.mrc", [book("a1"), book("a2", isbn=ISBN[0])])
    night(home, "beta", "1.mrc", [book("b2", isbn=ISBN[0])])
    both = title_of(home, "alpha", "a2")
    found = {name: view(home, name).record(both) for name in VIEWS}
    assert {name: record.at("LDR", 5) for name, record in found.items() if record} == {
        "all": "c",
        "FI-One": "c",
        "FI-Two": "n",
    }
    assert b"<leader>00000n" in view(home, "FI-Two").metadata(both, "marcxml").xml
