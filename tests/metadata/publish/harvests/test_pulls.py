"""What the log tells of a view: its habit, and when it has stopped, broken off, or never begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.libraries.parts import HarvestPolicy
from metadata.publish.harvests.pulls import as_json, pulled, pulls_of
from metadata.publish.harvests.table import Harvest

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
POLICY = HarvestPolicy()
DAY = timedelta(days=1)


def harvest(
    ago: timedelta, records: int = 10, total: int = 10, agent: str = "Koha/23.11", view: str = "all"
) -> Harvest:
    moment = f"{NOW - ago:%Y-%m-%dT%H:%M:%SZ}"
    asked = ("ListRecords", "marc21", "", "", "", moment, "192.0.2.0/24", "Koha/23.11")
    return Harvest(view, *asked, publication=1, total=10, pages=1, records=records, deleted=2, last=moment)


def nightly(nights: int, since: timedelta, every: timedelta = DAY) -> list[Harvest]:
    """Complete harvests, the newest so long ago."""
    return [harvest(since + every * number) for number in range(nights - 1, -1, -1)]


@pytest.mark.parametrize(
    ("harvests", "state"),
    [
        ([], "never"),
        ([harvest(DAY, records=5)], "unfinished"),
        ([harvest(DAY)], "pulls"),
        ([harvest(29 * DAY)], "pulls"),
        ([harvest(31 * DAY)], "stopped"),
        (nightly(10, DAY), "pulls"),
        (nightly(10, 2.9 * DAY), "pulls"),
        (nightly(10, 3.1 * DAY), "stopped"),
        (nightly(10, 20 * DAY, every=7 * DAY), "pulls"),
        (nightly(10, 22 * DAY, every=7 * DAY), "stopped"),
        (nightly(48, 40 * DAY / 24, every=DAY / 8), "pulls"),
        (nightly(48, 50 * DAY / 24, every=DAY / 8), "stopped"),
        ([*nightly(10, 2 * DAY), harvest(DAY, records=5)], "unfinished"),
        ([*nightly(10, DAY), harvest(DAY / 48, records=5)], "pulls"),
        ([*nightly(10, 5 * DAY), harvest(DAY, records=5)], "stopped"),
    ],
)
def test_a_view_is_held_against_its_own_habit(harvests: list[Harvest], state: str) -> None:
    assert pulls_of(harvests, NOW, POLICY).state == state


def test_lists_of_one_visit_are_no_habit() -> None:
    """A system that walks eight sets one after the other each night comes nightly."""
    visits = [harvest(DAY * night - timedelta(minutes=5 * number)) for night in range(9, 0, -1) for number in range(8)]
    found = pulls_of(visits, NOW, POLICY)
    assert found.usual is not None
    assert abs(found.usual - DAY) < timedelta(hours=1)


def test_a_view_tells_of_its_systems_without_their_versions() -> None:
    harvests = sorted(
        [
            *nightly(10, 9 * DAY),
            *(each._replace(agent="Koha/24.05") for each in nightly(5, 4 * DAY)),
            *(each._replace(agent="RecordManager 2") for each in nightly(20, DAY)),
        ],
        key=lambda each: each.begun,
    )
    (found,) = pulled(["all"], harvests, NOW, POLICY)
    assert found.pulls.state == "pulls"
    assert [(each.agent, each.pulls.state) for each in found.systems] == [
        ("RecordManager", "pulls"),
        ("Koha", "stopped"),
    ]


def test_every_view_is_told_of_in_the_order_asked() -> None:
    harvests = [harvest(DAY, view="FI-A"), harvest(DAY, view="FI-Gone"), harvest(DAY, view="all")]
    found = pulled(["all", "FI-A", "FI-B"], harvests, NOW, POLICY)
    assert [(each.view, each.pulls.state) for each in found] == [("all", "pulls"), ("FI-A", "pulls"), ("FI-B", "never")]


def test_page_data_is_complete() -> None:
    (found,) = pulled(["all"], nightly(3, DAY), NOW, POLICY)
    told = as_json(found)
    assert told["state"] == "pulls"
    assert (told["usual_days"], told["silent_days"], told["unfinished"]) == (1.0, 1.0, 0)
    assert told["last"] == {
        "verb": "ListRecords",
        "prefix": "marc21",
        "from": "",
        "until": "",
        "set": "",
        "publication": 1,
        "pages": 1,
        "records": 10,
        "deleted": 2,
        "agent": "Koha/23.11",
        "network": "192.0.2.0/24",
        "begun": "2026-11-21T18:00:00Z",
        "ended": "2026-11-21T18:00:00Z",
    }
    assert [each["agent"] for each in told["systems"]] == ["Koha"]


@pytest.mark.long
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10)), max_size=20))
def test_who_waits_longer_is_never_nearer(visits: list[tuple[int, int]]) -> None:
    """What has stopped now has stopped tomorrow, if nothing comes."""
    harvests = sorted(
        (harvest(timedelta(minutes=ago), records) for ago, records in visits), key=lambda each: each.begun
    )
    if pulls_of(harvests, NOW, POLICY).state == "stopped":
        assert pulls_of(harvests, NOW + DAY, POLICY).state == "stopped"
