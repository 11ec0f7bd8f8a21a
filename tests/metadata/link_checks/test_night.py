"""Nights of asking after links, with a real server on a loopback address: what is asked, how, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from feeds import book, night
from web_server import Page, Web, reset, status

from metadata.feedback import gather
from metadata.fetch.budget import Budget
from metadata.home import Home
from metadata.link_checks import sample
from metadata.link_checks.host import AGENT, limits_of
from metadata.link_checks.night import check_links
from metadata.store import link_checks
from metadata.watch import facts
from metadata.watch.policy import Links, load_policy
from tests import shipped
from transforms.record import Field, Record

Make = Callable[..., Home]
NOWHERE = "http://127.0.0.1:9/{vendor_id}"  # nobody listens there


def at_once(links: Links) -> Budget:
    return Budget(limits_of(links), clock=lambda: 0.0, sleep=lambda seconds: None)


@pytest.fixture
def home(open_home: Make, own_schemas: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> Home:
    """alpha's landing pages are on the server, which has no TLS; loopback addresses are allowed."""
    real = sample.public_address

    def address(vendor: str, vendor_id: str, template: str) -> str:
        return real(vendor, vendor_id, web.url("/title/{vendor_id}") if vendor == "alpha" else NOWHERE)

    monkeypatch.setattr(sample, "public_address", address)
    policy(own_schemas, private_addresses="true")
    return open_home(schemas=own_schemas)


def policy(schemas: Path, **changed: str) -> None:
    path = schemas / "watch.yml"
    lines = path.read_text("utf-8").splitlines()
    for key, value in changed.items():
        (place,) = [number for number, line in enumerate(lines) if line.startswith(f"  {key}:")]
        lines[place] = f"  {key}: {value}"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    load_policy.cache_clear()


def check(home: Home, day: str = "01") -> dict[str, dict[str, int]]:
    home.clock = lambda: f"2026-11-{day}T05:30:00Z"
    return check_links(home, at_once)


def titles(web: Web, *ids: str) -> None:
    for each in ids:
        web.put(f"/title/{each}", b"a page")


def asked(web: Web) -> list[tuple[str, str]]:
    found = [(method, urlsplit(path).path) for method, path, _ in web.asked if path != "/robots.txt"]
    web.asked.clear()
    return found


def broken(home: Home) -> dict[str, int]:
    with home.store.read() as connection:
        return dict(link_checks.broken_counts(connection))


def found(home: Home) -> dict[str, list[tuple[str, str, str]]]:
    """The findings of X04 in alpha's report."""
    with home.store.read() as connection:
        every = list(gather.judged(connection, "alpha", shipped.rules()))
    rules = shipped.rules()
    return {
        each.vendor_id: [
            (one.value, str(one.level), rules.message(one, "en")) for one in each.issues if one.rule == "X04"
        ]
        for each in every
    }


def test_a_sound_link_is_asked_after_once_and_briefly(home: Home, web: Web) -> None:
    titles(web, "a1", "a2")
    night(home, "alpha", "1.mrc", [book("a1"), book("a2", "Koira")])
    assert check(home) == {"alpha": {"asked": 2, "broken": 0, "left": 0}}
    agents = {headers["User-Agent"] for _, _, headers in web.asked}
    assert agents == {f"{AGENT} (+mailto:{home.consortium.admin_email}; checks links of a library catalogue)"}
    assert sorted(asked(web)) == [("HEAD", "/title/a1"), ("HEAD", "/title/a2")]
    assert check(home, "02") == {}, "they are asked after again after some weeks"
    assert asked(web) == []
    assert check(home, "30")["alpha"]["asked"] == 2


def test_a_link_is_told_when_it_was_broken_on_two_days(home: Home, web: Web) -> None:
    titles(web, "a1")
    night(home, "alpha", "1.mrc", [book("a1"), book("a2", "Koira")])
    assert check(home)["alpha"] == {"asked": 2, "broken": 1, "left": 0}
    assert asked(web)[-2:] == [("HEAD", "/title/a2"), ("GET", "/title/a2")]
    assert (broken(home), found(home)["a2"]) == ({}, [])
    check(home)
    assert broken(home) == {}, "it is the same day"
    assert check(home, "02")["alpha"]["asked"] == 1
    assert broken(home) == {"alpha": 1}
    address = web.url("/title/a2")
    assert found(home) == {"a1": [], "a2": [(address, "warning", f"The link does not work (404): {address}")]}
    (fact,) = [each for each in facts(home).facts if each.kind == "links"]
    assert (fact.subject, fact.said["number"], fact.urgent) == ("alpha", 1, False)
    titles(web, "a2")
    check(home, "03")
    assert (broken(home), found(home)["a2"]) == ({}, [])


def test_what_head_says_is_not_the_last_word(home: Home, web: Web) -> None:
    night(home, "alpha", "1.mrc", [book("a1")])
    titles(web, "a1")
    web.spared = {"/robots.txt"}
    web.faults += [status(405)]
    assert check(home)["alpha"]["broken"] == 0
    method, _, headers = web.asked[-1]
    assert (method, headers["Range"]) == ("GET", "bytes=0-1023")


def test_a_door_that_is_only_closed_or_moved_is_no_broken_link(home: Home, web: Web) -> None:
    codes = (301, 302, 303, 307, 308, 401, 403)
    for code in codes:
        web.pages[f"/title/a{code}"] = Page(status=code, headers={"Location": "http://169.254.169.254/"})
    night(home, "alpha", "1.mrc", [book(f"a{code}", f"Kirja {code}") for code in codes])
    assert check(home)["alpha"] == {"asked": len(codes), "broken": 0, "left": 0}
    assert {method for method, _ in asked(web)} == {"HEAD"}, "nobody follows it"


def test_robots_are_heard(home: Home, web: Web) -> None:
    web.put("/robots.txt", b"User-agent: ematerial-links\nCrawl-delay: 5\nDisallow: /title/a2\n")
    titles(web, "a1")
    night(home, "alpha", "1.mrc", [book("a1"), book("a2", "Koira")])
    assert check(home)["alpha"] == {"asked": 2, "broken": 0, "left": 0}
    assert asked(web) == [("HEAD", "/title/a1")]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (status(503), {"asked": 0, "broken": 0, "left": 1}),
        (status(429), {"asked": 0, "broken": 0, "left": 1}),
        (reset, {"asked": 1, "broken": 1, "left": 0}),
    ],
)
def test_a_host_whose_robots_cannot_be_read_is_left_alone(
    home: Home, web: Web, answer: Callable[..., None], told: dict[str, int]
) -> None:
    """And no link works of one that does not answer at all."""
    titles(web, "a1")
    web.faults += [answer]
    night(home, "alpha", "1.mrc", [book("a1")])
    assert check(home)["alpha"] == told
    assert asked(web) == []


def test_a_host_that_asks_for_patience_is_left_alone(home: Home, web: Web) -> None:
    titles(web, "a1", "a2")
    web.spared = {"/robots.txt"}
    web.faults += [status(429)]
    night(home, "alpha", "1.mrc", [book("a1"), book("a2", "Koira")])
    assert check(home)["alpha"] == {"asked": 0, "broken": 0, "left": 2}
    assert len(asked(web)) == 1


def test_a_host_that_is_silent_is_asked_a_few_times_only(home: Home, web: Web) -> None:
    web.spared = {"/robots.txt"}
    web.faults += [reset] * 40
    night(home, "alpha", "1.mrc", [book(f"a{number}", f"Kirja {number}") for number in range(9)])
    assert check(home)["alpha"] == {"asked": 3, "broken": 3, "left": 6}


def test_private_addresses_are_not_asked_unless_they_are_allowed(home: Home, web: Web) -> None:
    policy(home.settings.schemas, private_addresses="false")
    titles(web, "a1")
    night(home, "alpha", "1.mrc", [book("a1")])
    check(home)
    assert web.asked == []


def cover(record: Record, *urls: str) -> Record:
    return record.add(*(Field.data("856", "42", "3", "Kansikuva", "u", url) for url in urls))


def test_covers_are_asked_after_and_a_link_that_is_gone_is_forgotten(home: Home, web: Web) -> None:
    with home.store.write() as connection:
        looks = [
            link_checks.Checked("alpha", "a1", "cover 7", "https://x.example", "2026-10-01T00:00:00Z", 404, "x", "y", 5)
        ]
        link_checks.keep(connection, looks)
    titles(web, "a1")
    path = home.settings.schemas / "vendors" / "alpha.yml"
    path.write_text(path.read_text("utf-8").replace("summary: true", "summary: true, covers: true"), "utf-8")
    night(home, "alpha", "1.mrc", [cover(book("a1"), web.url("/cover.jpg"))])
    assert check(home)["alpha"] == {"asked": 2, "broken": 1, "left": 0}, (
        "the cover's address is made https, and no answer comes"
    )
    with home.store.read() as connection:
        assert {place for _, place in link_checks.of_records(connection, "alpha", ["a1"])} == {"resource", "cover 1"}


def test_a_night_asks_after_a_part_and_all_are_seen_within_the_days(home: Home, web: Web) -> None:
    policy(home.settings.schemas, again="3d", least="1", most="2")
    ids = [f"a{number}" for number in range(6)]
    titles(web, *ids)
    night(home, "alpha", "1.mrc", [book(each, f"Kirja {each}") for each in ids])
    seen = []
    for day in ("01", "02", "03"):
        check(home, day)
        seen.append({path for _, path in asked(web)})
    assert [len(each) for each in seen] == [2, 2, 2]
    assert len(set.union(*seen)) == 6


def test_a_host_that_is_not_there_stops_nothing(home: Home, web: Web) -> None:
    titles(web, "a1")
    night(home, "alpha", "1.mrc", [book("a1")])
    night(home, "beta", "1.mrc", [book("b1")])
    told = check(home)
    assert told["alpha"]["asked"] == 1
    assert told["beta"] == {"asked": 1, "broken": 1, "left": 0}
