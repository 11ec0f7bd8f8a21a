"""Budget: what one look at a source may cost, in seconds, requests a second and tries; every fetcher shares one.

Only what can pass is tried again. It never decides what a file is worth: that is the caller's.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from metadata.errors import SourceError
from metadata.sources import Limits

Result = TypeVar("Result")

FIRST_PAUSE = 1.0  # seconds; each further pause is twice as long
LONGEST_PAUSE = 60.0
LONGEST_ASKED = 600.0  # of a Retry-After: a server may ask for patience, not for ever


class PassingError(SourceError):
    """A fault of the network or the server that may be gone at the next try; `after` seconds if the server says."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Budget:
    """Deadline, pace and tries of one look at one source; safe to share among threads."""

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`clock` and `sleep` are given by tests, which do not wait."""
        self.limits = limits
        self._clock, self._sleep = clock, sleep
        self._deadline = clock() + limits.max_seconds
        self._next = clock()  # when the next request may leave
        self._gap = 1 / limits.per_second  # seconds between requests
        self._lock = threading.Lock()

    def remaining(self) -> float:
        """Seconds left, ≥ 0: a time-out for one request is never more."""
        return max(0.0, self._deadline - self._clock())

    def check(self, what: str) -> None:
        """Raises SourceError when the time is up; to be called while a long answer is read."""
        if not self.remaining():
            raise SourceError(f"{what}: not done in the {self.limits.max_seconds} s of limits.max_seconds")

    def pace(self, what: str) -> None:
        """Wait until the next request may leave. Raises SourceError when that is past the deadline."""
        with self._lock:
            leaves = max(self._next, self._clock())
            self._next = leaves + self._gap
        self._wait(leaves - self._clock(), what)
        self.check(what)

    def slow_down(self, seconds: float) -> None:
        """Let at least so much time be between two requests, from the next one on: the server asks for it."""
        with self._lock:
            self._gap = max(self._gap, seconds)

    def retrying(self, what: str, action: Callable[[], Result]) -> Result:
        """Do one paced request; PassingError, time-outs and broken connections are tried again, later and later.

        `what` names file or request in messages. Raises SourceError when tries or time are used up; whatever else
        the action raises passes through at once.
        """
        for tried in range(self.limits.retries + 1):
            self.pace(what)
            try:
                return action()
            except (PassingError, TimeoutError, ConnectionError, EOFError) as error:
                if tried == self.limits.retries:
                    raise SourceError(f"{told(what, error)}; given up after {tried + 1} tries") from None
                self._wait(self._pause(tried, error), told(what, error))
        raise AssertionError  # the loop returns or raises

    def _pause(self, tried: int, error: BaseException) -> float:
        if isinstance(error, PassingError) and error.after is not None:
            return min(error.after, LONGEST_ASKED)
        return float(min(FIRST_PAUSE * 2**tried, LONGEST_PAUSE) * random.uniform(0.5, 1.0))  # noqa: S311  # so that many do not come back at once

    def _wait(self, seconds: float, what: str) -> None:
        if seconds > self.remaining():
            raise SourceError(f"{what}: not done in the {self.limits.max_seconds} s of limits.max_seconds")
        if seconds > 0:
            self._sleep(seconds)


def reason_of(error: BaseException) -> str:
    """What went wrong, in words; never empty."""
    return str(error) or type(error).__name__


def told(what: str, error: BaseException) -> str:
    """What went wrong with what; said once."""
    reason = reason_of(error)
    return reason if reason.startswith(what) else f"{what}: {reason}"
