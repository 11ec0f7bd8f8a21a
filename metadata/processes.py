"""Processes beside this one that refine, or make titles. They are forked from one that has read what all of them need,
so that they begin at once and the memory for it is taken once.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

_READ = ["metadata.pieces"]  # what refines; what makes titles needs little more


def processes(count: int) -> ProcessPoolExecutor:
    """So many processes that take work, to be used in a `with`; they know nothing of what happens in this one."""
    context = get_context("forkserver")  # to fork from here would copy locks that another thread holds
    context.set_forkserver_preload(_READ)
    return ProcessPoolExecutor(count, mp_context=context)
