"""A publication that would take too many titles away: held whole, told, and decided once by a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import Make, book, deliver, dump, everything, gone, night
from library_files import put_library
from postgresql import BOTH_IN_FULL

from metadata import decisions, pipeline
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.publish.publication_gate import look
from metadata.reports import NightReport, status

DATABASES = BOTH_IN_FULL
MANY = 60  # titles that beta has


def full_home(home: Home) -> Home:
    """Beta has sixty titles, gamma five; all are published."""
    deliver(home, "gamma", "1.mrc", [book(f"g{number:02}", f"Gamma {number}") for number in range(5)])
    night(home, "beta", "1.mrc", [book(f"b{number:02}", f"Kirja {number}") for number in range(MANY)])
    return home


def withdraw(home: Home, number: int, name: str = "2.mrc", first: int = 0) -> NightReport:
    """Beta deletes so many titles."""
    return night(home, "beta", name, [gone(f"b{each:02}") for each in range(first, first + number)])


def live(home: Home, view: str = "all") -> int:
    found = home.catalogue().view(view)
    assert found is not None
    return len(found.live())


def test_twenty_titles_may_always_go_and_warn(home: Home) -> None:
    done = withdraw(full_home(home), 20).published
    assert (done.held, done.counts["deleted"], live(home)) == ("", 20, MANY - 20 + 5)
    (row,) = [each for each in dump(home)["publication_check"] if each["view"] == "all"]
    assert (row["verdict"], row["seq"], row["baseline"]) == ("warn", 2, MANY + 5)


def test_more_are_held_and_nothing_that_is_served_changes(home: Home) -> None:
    before = everything(full_home(home))[1]
    report = withdraw(home, 25)
    assert not report.is_sound
    assert (report.published.seq, report.published.counts) == (1, {})
    assert "of the 65 titles of the view all would go" in report.published.held
    assert (everything(home)[1], live(home)) == (before, MANY + 5)
    assert pipeline.publish(home).held, "it is asked again every night"
    assert status(home)["publication_held"] == report.published.held


def test_what_is_held_is_told_with_examples_in_three_languages(home: Home) -> None:
    withdraw(full_home(home), 25)
    told = decisions.held(home)
    (one,) = [each for each in told if each["delivery"] == decisions.PUBLICATION]
    checks = {check["key"]: check for check in one["checks"]}
    assert checks["publication.all"]["rule"] == "B02"
    assert checks["publication.all"]["message"]["fi"].startswith("näkymästä all poistuisi")
    assert len(checks["publication.all"]["samples"]) == 5
    assert all(each["title"].startswith("Kirja") for each in checks["publication.all"]["samples"])


def test_an_approved_publication_is_made_once(home: Home) -> None:
    withdraw(full_home(home), 25)
    done = decisions.approve_publication(home, "the licence ended", "librarian")
    assert (done.seq, done.counts["deleted"], done.held) == (2, 25, "")
    assert decisions.held(home) == []
    (said,) = dump(home)["publication_decision"]
    assert (said["actor"], said["reason"], said["used"]) == ("librarian", "the licence ended", True)
    assert withdraw(home, 25, "3.mrc", first=25).published.held, "valid once"


def test_an_approval_is_about_the_titles_that_were_asked_about(home: Home) -> None:
    withdraw(full_home(home), 25)
    decisions._decide_publication(home, "approve", {"reason": "so be it", "actor": "librarian"})
    assert withdraw(home, 5, "3.mrc", first=30).published.held


def test_titles_that_a_person_rejected_stay_and_all_else_is_published(home: Home) -> None:
    withdraw(full_home(home), 25)
    deliver(home, "gamma", "2.mrc", book("g09", "Uusi"))
    assert pipeline.run(home).published.held, "the new title waits with the rest"
    done = decisions.reject_publication(home, "they will be sent again", "librarian")
    assert (done.held, done.kept, done.counts["new"], live(home)) == ("", 25, 1, MANY + 6)
    assert "deleted" not in done.counts
    assert decisions.held(home) == []
    done = withdraw(home, 1, "3.mrc", first=40).published
    assert (done.held, done.kept, done.counts["deleted"], live(home)) == ("", 25, 1, MANY + 5)


def test_kept_titles_are_told(home: Home) -> None:
    withdraw(full_home(home), 25)
    decisions.reject_publication(home, "they will be sent again", "librarian")
    told = decisions.story(home, decisions.PUBLICATION)
    assert (told["state"], len(told["kept"])) == ("rejected", 25)
    assert [each["reason"] for each in told["decisions"]] == ["they will be sent again"]
    assert status(home)["publication_kept"] == told["kept"]
    before = everything(home)
    assert pipeline.run(home).published.counts == {}
    assert everything(home) == before


def test_more_that_would_go_is_asked_about_by_itself(home: Home) -> None:
    withdraw(full_home(home), 25)
    decisions.reject_publication(home, "they will be sent again", "librarian")
    assert "of the 65 titles" in withdraw(home, 25, "3.mrc", first=30).published.held
    done = decisions.approve_publication(home, "these may go", "librarian")
    assert (done.held, done.counts["deleted"], live(home)) == ("", 25, MANY + 5 - 25)


def test_a_rejection_ends_for_a_title_that_is_offered_again(home: Home) -> None:
    withdraw(full_home(home), 25)
    decisions.reject_publication(home, "they will be sent again", "librarian")
    done = night(home, "beta", "3.mrc", [book(f"b{number:02}", f"Kirja {number}") for number in range(20)]).published
    assert (done.held, done.kept, live(home)) == ("", 5, MANY + 5)
    assert withdraw(home, 20, "4.mrc").published.counts["deleted"] == 20


def test_what_was_rejected_may_be_approved_later(home: Home) -> None:
    withdraw(full_home(home), 25)
    decisions.reject_publication(home, "they will be sent again", "librarian")
    done = decisions.approve_publication(home, "they are gone", "librarian")
    assert (done.held, done.kept, done.counts["deleted"], live(home)) == ("", 0, 25, MANY + 5 - 25)


def test_an_offer_in_a_librarys_view_is_kept_too(home: Home) -> None:
    """Two vendors have the titles; the one whose collection a library selects withdraws them."""
    both = [book(f"b{number:02}", f"Kirja {number}", f"97895279{number:04}0") for number in range(30)]
    deliver(home, "gamma", "0.mrc", both)
    full_home(home)
    before = {view: live(home, view) for view in home.libraries}
    withdraw(home, 25)
    assert decisions.held(home)
    decisions.reject_publication(home, "they will be sent again", "librarian")
    assert {view: live(home, view) for view in home.libraries} == before


def test_what_comes_back_is_no_longer_held(home: Home) -> None:
    withdraw(full_home(home), 25)
    back = [book(f"b{number:02}", f"Kirja {number}") for number in range(25)]
    done = night(home, "beta", "3.mrc", back).published
    assert (done.held, live(home)) == ("", MANY + 5)
    assert decisions.held(home) == []


def test_a_decision_needs_a_held_publication_and_a_reason(home: Home) -> None:
    full_home(home)
    with pytest.raises(ConfigError, match="no publication is held"):
        decisions.approve_publication(home, "why not", "librarian")
    withdraw(home, 25)
    with pytest.raises(ConfigError, match="needs a reason"):
        decisions.reject_publication(home, " ", "librarian")


def test_a_library_view_is_judged_by_its_own_size(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    """The library of gamma's titles loses 25 of 60, the view of all 25 of two thousand."""
    home = open_home(schemas=own_schemas)
    library = next(
        each for each in home.libraries.values() if "gamma" in {one.name for one in each.acquires.collections}
    )
    deliver(home, "gamma", "1.mrc", [book(f"g{number:02}", f"Gamma {number}") for number in range(60)])
    night(home, "alpha", "1.mrc", [book(f"a{number:04}", f"Alpha {number}") for number in range(60)])
    before = live(home, library.isil)
    done = night(home, "gamma", "2.mrc", [gone(f"g{number:02}") for number in range(25)]).published
    assert f"titles of the view {library.isil} would go" in done.held
    assert live(home, library.isil) == before


def test_a_library_that_chooses_by_language_is_judged_by_what_it_has(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    """It loses all of its 25 Sámi titles, of a collection of two hundred."""
    put_library(own_schemas, acquires={"collections": ["gamma"], "languages": ["smi"]})
    home = open_home(schemas=own_schemas)
    sami = [book(f"s{number:02}", f"Girji {number}", language="sme") for number in range(25)]
    night(home, "gamma", "1.mrc", [*(book(f"g{number:03}", f"Gamma {number}") for number in range(175)), *sami])
    assert live(home, "FI-Koe") == 25
    done = night(home, "gamma", "2.mrc", [gone(f"s{number:02}") for number in range(25)]).published
    assert "100% of the 25 titles of the view FI-Koe would go" in done.held
    assert live(home, "FI-Koe") == 25


def test_a_librarys_own_change_of_selection_is_its_own_affair(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = full_home(open_home(schemas=own_schemas))
    library = next(
        each for each in home.libraries.values() if "beta" in {one.name for one in each.acquires.collections}
    )
    before = live(home, library.isil)
    assert before >= MANY
    path = own_schemas / "libraries" / f"{library.isil}.yml"
    path.write_text(path.read_text("utf-8").replace("beta", "gamma", 1), "utf-8")
    again = open_home(schemas=own_schemas)
    done = pipeline.publish(again)
    assert (done.held, live(again, library.isil) < before) == ("", True)


def test_a_library_view_is_judged_by_what_it_selects(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    """Of gamma it takes the books in Finnish, and one in Swedish by name: what others lose is not its affair."""
    path = own_schemas / "libraries" / "FI-Two.yml"
    acquires = 'acquires: {collections: [gamma], languages: [fin], titles: ["gamma:s29"], except: ["gamma:f39"]}'
    path.write_text(re.sub("acquires: .*", acquires, path.read_text("utf-8")), "utf-8")
    home = open_home(schemas=own_schemas)
    finnish = [book(f"f{number:02}", f"Kirja {number}") for number in range(40)]
    swedish = [book(f"s{number:02}", f"Bok {number}", language="swe") for number in range(30)]
    night(home, "gamma", "1.mrc", [*finnish, *swedish])
    assert live(home, "FI-Two") == 39 + 1
    assert night(home, "gamma", "2.mrc", [gone(f"s{number:02}") for number in range(15)]).published.held == ""
    goes = [f"f{number:02}" for number in range(12)] + ["f39", "s29"]
    assert night(home, "gamma", "3.mrc", [gone(each) for each in goes]).published.held == ""
    rows = {(each["seq"], each["view"]): each for each in dump(home)["publication_check"]}
    assert set(rows) == {(2, "all"), (3, "all"), (3, "FI-Two")}
    assert (rows[3, "FI-Two"]["value"] * 40, rows[3, "FI-Two"]["baseline"]) == (pytest.approx(13), 40)


def test_a_title_that_leaves_a_selection_by_its_language_is_lost(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    path = own_schemas / "libraries" / "FI-Two.yml"
    acquires = "acquires: {collections: [gamma], languages: [fin]}"
    path.write_text(re.sub("acquires: .*", acquires, path.read_text("utf-8")), "utf-8")
    home = open_home(schemas=own_schemas)
    night(home, "gamma", "1.mrc", [book(f"g{number:02}", f"Kirja {number}") for number in range(40)])
    now = [book(f"g{number:02}", f"Kirja {number}", language="swe") for number in range(30)]
    assert "titles of the view FI-Two would go" in night(home, "gamma", "2.mrc", now).published.held


def test_the_first_publication_takes_nothing_away(home: Home) -> None:
    full_home(home)
    with home.store.read() as connection:
        assert look(connection, 1, home.libraries) == []


def test_a_night_without_changes_keeps_no_check(home: Home) -> None:
    full_home(home)
    before = dump(home)
    pipeline.run(home)
    assert dump(home) == before
