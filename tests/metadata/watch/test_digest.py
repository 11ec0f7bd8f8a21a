"""What each role is told: only what concerns it, what is new first, and nothing where nothing waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from feeds import home_in

from metadata.home import Home
from metadata.notices.notice import Notice, as_html, as_text
from metadata.notices.words import LANGUAGES
from metadata.watch.digest import digest
from metadata.watch.facts import Fact, Watched

SINCE, NOW = "2026-10-24T22:30:00Z", "2026-11-01T04:00:00Z"  # the first is 25.10. where the consortium is
DESK = "https://airflow.example"


def fact(kind: str, subject: str, *, new: bool = False, urgent: bool = True, role: str = "operator") -> Fact:
    said = {"last": SINCE, "due": NOW, "reason": "<b>odd</b>\r\nBcc: x", "vendor": "a", "name": "f.mrc", "number": 3}
    return Fact(kind, subject, said, SINCE, new, urgent, (role,), f"/desk/vendors/{subject}")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_in(tmp_path)


def told(home: Home, *facts: Fact, roles: tuple[str, ...] = ("operator",), language: str = "fi") -> Notice | None:
    return digest(home, Watched(NOW, facts), DESK)(frozenset(roles), language)


def test_nothing_is_told_where_nothing_waits_for_the_role(home: Home) -> None:
    assert told(home) is None
    assert told(home, fact("links", "a", urgent=False)) is None
    assert told(home, fact("held", "7", role="librarian")) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_new_things_come_first_and_old_ones_say_since_when(home: Home, language: str) -> None:
    facts = (fact("late", "old"), fact("late", "fresh", new=True), fact("quarantine", "known", urgent=False))
    notice = told(home, *facts, language=language)
    assert notice is not None
    assert "2" in notice.subject
    lines = [[line.text for line in section.lines] for section in notice.sections]
    assert [len(each) for each in lines] == [1, 1, 1]
    assert "fresh" in lines[0][0]
    day = "2026-10-25" if language == "en" else "25.10.2026"
    assert day in lines[1][0].rpartition("(")[2]
    assert "(" not in lines[0][0]
    assert notice.sections[0].lines[0].href == f"{DESK}/desk/vendors/fresh"


def test_vendors_text_stays_text(home: Home) -> None:
    notice = told(home, fact("unreadable", "7", new=True))
    assert notice is not None
    assert "<b>" not in as_html(notice, "")
    assert "\nBcc" not in as_text(notice, "")


def test_each_role_gets_its_own_and_who_has_both_gets_both(home: Home) -> None:
    facts = (fact("late", "a"), fact("held", "7", role="librarian"))
    both = told(home, *facts, roles=("operator", "librarian"))
    one = told(home, *facts, roles=("librarian",))
    assert both is not None
    assert one is not None
    assert [len(each.data["facts"]) for each in (both, one)] == [2, 1]
