"""One night of asking after links: all vendors' samples, host by host, and what is known then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection

from metadata.errors import SourceError
from metadata.fetch.budget import Budget
from metadata.home import Home
from metadata.link_checks.host import NO_ANSWER, Answer, Host, host_of_link, limits_of
from metadata.link_checks.sample import Wanted, wanted
from metadata.store import link_checks
from metadata.store.link_checks import Checked
from metadata.vendors import load_vendors
from metadata.watch.policy import Links, load_policy

Pace = Callable[[Links], Budget]  # what one host is spared


def check_links(home: Home, pace: Pace | None = None) -> dict[str, dict[str, int]]:
    """Ask after tonight's links and keep the answers; returns by vendor: asked, broken (tonight), left (not reached).

    Raises ConfigError for a wrong schemas/watch.yml. What a host does or does not say raises nothing.
    """
    policy, now = load_policy(home.settings.schemas).links, home.clock()
    pace = pace or (lambda links: Budget(limits_of(links)))
    vendors, _ = load_vendors(home.settings.schemas)
    with home.store.write() as connection:
        link_checks.forget_gone(connection)
    with home.store.read() as connection:
        live = link_checks.live_counts(connection)
        links = [
            link
            for vendor in vendors.values()
            if vendor.id in live
            for link in wanted(connection, vendor, live[vendor.id], policy, now)
        ]
    answers = _ask_all(links, policy, home.consortium.admin_email, pace)
    with home.store.write() as connection:
        _keep(connection, links, answers, now)
    return _counts(links, answers)


def _keep(connection: Connection, links: Sequence[Wanted], answers: Sequence[Answer], now: str) -> None:
    """Keep what was said, and forget links that the records no longer have."""
    for vendor in sorted({each.vendor for each in links}):
        places = {(each.vendor_id, each.place) for each in links if each.vendor == vendor}
        before = link_checks.of_records(connection, vendor, sorted({vendor_id for vendor_id, _ in places}))
        own = [_checked(each, before, now) for each in answers if each.wanted.vendor == vendor]
        link_checks.keep(connection, own, [(vendor, *each) for each in before.keys() - places])


def _ask_all(links: Iterable[Wanted], policy: Links, contact: str, pace: Pace) -> list[Answer]:
    """What the hosts say; some hosts at a time, each asked one thing after the other."""
    by_host: defaultdict[str, list[Wanted]] = defaultdict(list)
    for each in links:
        by_host[host_of_link(each.url)].append(each)
    none = [Answer(each, NO_ANSWER, "it is no address of the web") for each in by_host.pop("", [])]

    def ask(own: list[Wanted]) -> list[Answer]:
        try:
            return list(Host(own[0].url, policy, contact, pace(policy)).answers(own))
        except SourceError:
            return []

    with ThreadPoolExecutor(policy.hosts) as pool:
        found = list(pool.map(ask, by_host.values()))
    return [*none, *(answer for answers in found for answer in answers)]


def _checked(answer: Answer, before: Mapping[tuple[str, str], Checked], now: str) -> Checked:
    """A look as it is kept: a bad day more, if it is another day than that of the last look."""
    each = answer.wanted
    last = before.get((each.vendor_id, each.place))
    same = last if last is not None and last.url == each.url and last.days else None
    if not answer.told:
        return Checked(*each, now, answer.status, "", "", 0)
    days = 1 if same is None else same.days + (same.at[:10] < now[:10])
    return Checked(*each, now, answer.status, answer.told, same.since if same else now, days)


def _counts(links: Iterable[Wanted], answers: Iterable[Answer]) -> dict[str, dict[str, int]]:
    asked, broken, every = Counter[str](), Counter[str](), Counter(each.vendor for each in links)
    for each in answers:
        asked[each.wanted.vendor] += 1
        broken[each.wanted.vendor] += bool(each.told)
    return {
        vendor: {"asked": asked[vendor], "broken": broken[vendor], "left": number - asked[vendor]}
        for vendor, number in sorted(every.items())
    }
