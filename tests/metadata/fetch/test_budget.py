"""Budget: what can pass is tried again, later and later, and never longer than the look may take."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from looks import Clock

from metadata.errors import ConfigError, SourceError
from metadata.fetch.budget import LONGEST_ASKED, Budget, PassingError, told
from metadata.sources import Limits


def failing(*faults: Exception) -> Callable[[], str]:
    """An action that fails with each of these, then succeeds."""
    left = list(faults)

    def action() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return action


def budget(clock: Clock, **limits: object) -> Budget:
    return Budget(Limits.model_validate({"per_second": 1_000, "max_seconds": 600, **limits}), clock, clock.sleep)


@pytest.mark.parametrize("fault", [PassingError("503"), TimeoutError(), ConnectionResetError(), EOFError()])
def test_what_can_pass_is_tried_again(fault: Exception) -> None:
    assert budget(Clock()).retrying("x", failing(fault, fault)) == "done"


@pytest.mark.parametrize("fault", [SourceError("404"), ConfigError("no"), PermissionError("no"), ValueError("no")])
def test_what_cannot_pass_is_not(fault: Exception) -> None:
    clock = Clock()
    with pytest.raises(type(fault), match=str(fault)):
        budget(clock).retrying("x", failing(fault))
    assert clock.slept == []


def test_tries_come_to_an_end_and_say_what_went_wrong() -> None:
    with pytest.raises(SourceError, match=r"^feed\.mrc: the server says 503; given up after 3 tries$") as raised:
        budget(Clock(), retries=2).retrying("feed.mrc", failing(*[PassingError("the server says 503")] * 9))
    assert not isinstance(raised.value, PassingError)


def test_pauses_grow() -> None:
    clock = Clock()
    budget(clock, retries=9, max_seconds=3_600).retrying("x", failing(*[TimeoutError()] * 9))
    pauses = [each for each in clock.slept if each > 0.01]
    assert all(2**n / 2 <= each <= 2**n for n, each in enumerate(pauses[:6]))
    assert max(pauses) <= 60


def test_a_server_may_ask_for_patience_but_not_for_ever() -> None:
    for asked, waited in ((30.0, 30.0), (10_000.0, LONGEST_ASKED)):
        clock = Clock()
        budget(clock, max_seconds=3_600).retrying("x", failing(PassingError("503", asked)))
        assert clock.slept[0] == waited


def test_a_pause_past_the_end_is_not_begun() -> None:
    clock = Clock()
    with pytest.raises(SourceError, match=r"x: 503: not done in the 20 s of limits\.max_seconds"):
        budget(clock, max_seconds=20).retrying("x", failing(PassingError("503", 30)))
    assert clock.slept == []


def test_time_that_is_up_ends_a_long_answer() -> None:
    clock = Clock()
    spent = budget(clock, max_seconds=20)
    spent.check("x")
    clock.now += 20
    with pytest.raises(SourceError, match="x: not done in the 20 s"):
        spent.check("x")
    assert spent.remaining() == 0


def test_requests_leave_at_the_pace_of_the_vendor_file() -> None:
    clock = Clock()
    paced = budget(clock, per_second=2)
    begun = clock.now
    for _ in range(5):
        paced.retrying("x", failing())
    assert clock.now - begun == pytest.approx(2.0)


def test_the_pace_is_one_for_all_threads() -> None:
    clock = Clock()
    paced = budget(clock, per_second=10)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: paced.pace("x"), range(40)))
    assert paced._next - 1_000.0 == pytest.approx(4.0)


def test_what_is_said_is_said_once() -> None:
    assert told("a.mrc", SourceError("a.mrc gave 1 byte")) == "a.mrc gave 1 byte"
    assert told("a.mrc", TimeoutError()) == "a.mrc: TimeoutError"
