"""Asks one host after its links: HEAD first, then a few bytes by GET, one at a time, as fast as it wishes.

It keeps to the host's robots.txt (RFC 9309), stops for the night when the host asks for patience or does not answer,
follows no redirect (that there is one is an answer), and goes to public addresses only (metadata/fetch/addresses.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from metadata.connections import NONE
from metadata.errors import SourceError
from metadata.fetch.addresses import parsed, shown
from metadata.fetch.budget import Budget, PassingError
from metadata.fetch.client import PASSING, REDIRECTS, Body, Client
from metadata.link_checks.sample import Wanted
from metadata.sources import Limits, Source
from metadata.watch.policy import Links

AGENT = "ematerial-links"  # as robots.txt may name it
PIECE = "bytes=0-1023"
EVERY = frozenset(range(100, 600))
LONGEST = 500_000  # bytes of a robots.txt that are read (RFC 9309 §2.5)
SLOWEST = 60.0  # seconds between requests: a host that wants more is left alone
SILENT = 3  # links without an answer after which a host is left alone for the night
NO_ANSWER = 0


class Answer(NamedTuple):
    """What a host said of a link."""

    wanted: Wanted
    status: int  # NO_ANSWER where there was none
    told: str  # what is wrong with it, in plain English; "": nothing


class Host:
    """One host for one night."""

    def __init__(self, url: str, policy: Links, contact: str, budget: Budget) -> None:
        """`url`: of any of its links; `contact`: whom its people may write to. Raises SourceError."""
        parts = parsed(url)
        self._root = f"{parts.scheme}://{parts.netloc}"
        self._policy, self._budget = policy, budget
        self._headers = {"User-Agent": f"{AGENT} (+mailto:{contact}; checks links of a library catalogue)"}
        source = Source(private_addresses=policy.private_addresses, limits=budget.limits)
        self._client = Client(url, source, NONE, budget)

    def answers(self, links: Iterable[Wanted]) -> Iterator[Answer]:
        """What the host says of these, until it wishes to be left alone; of the rest nothing is known."""
        links = list(links)
        with closing(self._client):
            try:
                robots = self._robots()
            except PassingError as error:  # it does not answer at all: it forbids everything, and no link of it works
                yield from (Answer(each, NO_ANSWER, str(error)) for each in links[:SILENT])
                return
            silent = 0
            for each in links:
                if robots is None or silent >= SILENT or not self._budget.remaining():
                    return
                if not robots.can_fetch(AGENT, each.url):
                    yield Answer(each, NO_ANSWER, "")  # nothing is wrong with what we may not look at
                    continue
                answer = self._asked(each)
                if answer is None:
                    return
                silent = silent + 1 if answer.status == NO_ANSWER else 0
                yield answer

    def _asked(self, wanted: Wanted) -> Answer | None:
        """One link; None where the host asks for patience, or the night is over."""
        try:
            status = self._status(wanted.url, "HEAD")
            if status not in self._policy.fine and status != HTTPStatus.TOO_MANY_REQUESTS:
                status = self._status(wanted.url, "GET")  # some do not know HEAD, or answer it otherwise
        except SourceError as error:
            return Answer(wanted, NO_ANSWER, str(error)) if self._budget.remaining() else None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return None
        return Answer(wanted, status, "" if status in self._policy.fine else f"the server says {status}")

    def _status(self, url: str, method: str) -> int:
        """The status of an answer, of whose body nothing is read. Raises SourceError."""
        self._budget.pace(shown(url))
        headers = self._headers | ({"Range": PIECE} if method == "GET" else {})
        answer = self._client.get(url, headers, method=method, fine=EVERY)
        answer.close()
        return answer.status_code

    def _robots(self) -> RobotFileParser | None:
        """What the host allows; None where it cannot tell, which forbids everything (RFC 9309 §2.3.1.4).

        Raises PassingError when there is no answer.
        """
        url = f"{self._root}/robots.txt"
        rules = RobotFileParser(url)
        try:
            self._budget.pace(url)
            answer = self._client.get(url, self._headers, fine=EVERY - REDIRECTS)
        except PassingError:
            raise
        except SourceError:  # redirected to elsewhere, or the address is none: each link will tell
            rules.parse([])
            return rules
        if answer.status_code in PASSING:
            answer.close()
            return None
        with Body(answer, url) as body:
            text = bytearray()
            while answer.status_code < HTTPStatus.BAD_REQUEST and len(text) < LONGEST and (block := body.read(1 << 16)):
                text += block
        rules.parse(bytes(text[:LONGEST]).decode("utf-8", "replace").splitlines())
        delay = float(rules.crawl_delay(AGENT) or 0)
        if delay > SLOWEST:
            return None
        self._budget.slow_down(delay)
        return rules


def host_of_link(url: str) -> str:
    """Scheme, host and port, in small letters; "" for what is no address."""
    try:
        parsed(url)
    except SourceError:
        return ""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def limits_of(policy: Links) -> Limits:
    """What a host is spared in a night."""
    return Limits(per_second=policy.per_second, max_seconds=60 * policy.minutes, retries=0)
