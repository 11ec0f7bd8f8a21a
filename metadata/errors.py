"""The three errors of the house. Bad data is never one of them: it is an Issue or a quarantined record."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)  # what a disk says that is full, or sick


class EmatError(Exception):
    """What went wrong, in words for the person who runs the pipeline."""


class ConfigError(EmatError):
    """A file of ours is wrong: stop, and name the file and key."""


class SourceError(EmatError):
    """The vendor's or the network's fault: try again later."""


class PipelineError(EmatError):
    """Our own fault: stop and tell someone."""


@contextmanager
def told_in(failed: list[str]) -> Iterator[None]:
    """Whatever goes wrong with one vendor or list becomes a line of its report: it must not stop the others."""
    try:
        yield
    except EmatError as error:
        failed.append(str(error))
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            failed.append(f"{error.filename or 'what is made of a delivery'} cannot be written: {error.strerror}")
            return
        logger.exception("a fault of ours")
        failed.append(f"a fault of ours: {type(error).__name__}: {error}")
