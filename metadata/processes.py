"""Processes beside this one that refine, or make titles. They are forked from one that has read what all of them need,
so that they begin at once and the memory for it is taken once. None of them outlives the one that wants its work.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread

from metadata.errors import PipelineError

_READ = ["metadata.pieces"]  # what refines; what makes titles needs little more


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes that take work; they know nothing of what happens in this one.

    They end with the block; when it fails, or at Ctrl-C, at once: what they are at would not count. Raises
    PipelineError when one of them ended before its work did.
    """
    context = get_context("forkserver")  # to fork from here would copy locks that another thread holds
    context.set_forkserver_preload(_READ)
    others = active_children()
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    try:
        yield pool
    except BrokenProcessPool:
        raise PipelineError(
            "a process ended before its work did, perhaps for want of memory: nothing of this work counts;"
            " run again, with fewer --workers"
        ) from None
    except BaseException:
        for each in set(active_children()).difference(others):
            each.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """In a process that begins: Ctrl-C ends it at once, and so does the end of the one that wants its work."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent, which nothing else tells of when it was killed: its work would wait for more for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
