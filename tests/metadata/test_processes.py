"""Processes that take work: what they have read before they are asked for anything, and that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from metadata.errors import PipelineError
from metadata.processes import processes

# Asked where nothing has been started yet: the process that others are forked from reads once, when it begins.
ASK = """
from metadata.processes import processes

with processes(1) as pool:
    print(pool.submit(eval, "'metadata.pieces' in __import__('sys').modules").result())
"""

# Tells which processes it has started, those that these are forked from too; one of them is at work, one waits.
WORK = """
import psutil
from metadata.processes import processes

with processes(2) as pool:
    list(pool.map(eval, ["__import__('time').sleep(.2)"] * 2))
    at_work = pool.submit(eval, "__import__('time').sleep(60)")
    print(*(each.pid for each in psutil.Process().children(recursive=True)), flush=True)
    at_work.result()
"""


def test_a_process_has_read_what_refines_before_it_is_asked() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "True"


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_none_is_left_when_the_one_that_wants_their_work_is_killed(sent: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        started = [int(each) for each in process.stdout.readline().split()]
        process.send_signal(sent)
        process.wait(30)
        assert len(started) >= 3
        gone = _gone(started)
        for each in filter(_runs, started):  # then the test fails, and leaves none of them behind
            os.kill(each, signal.SIGKILL)
    assert gone


def _gone(pids: list[int]) -> bool:
    """True as soon as none of these processes runs any more; False when some still do after a while."""
    deadline = time.monotonic() + 30
    while any(map(_runs, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(_runs, pids))


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_process_that_the_system_ends_is_told_in_words() -> None:
    with pytest.raises(PipelineError, match=r"ended before its work did.*fewer --workers"), processes(1) as pool:
        pool.submit(os._exit, 9).result()


def test_when_the_work_fails_nobody_waits_for_the_rest_of_it() -> None:
    with pytest.raises(ZeroDivisionError), processes(2) as pool:
        failed, *rest = [pool.submit(divmod, 1, 0), *(pool.submit(time.sleep, 3_600) for _ in range(5))]
        failed.result()
    assert all(each.done() for each in rest)
