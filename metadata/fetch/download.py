"""One file from a source to its place under its SHA-256: whole or not at all.

The bytes are hashed as they come; a broken transfer goes on where it broke if the source can. Nothing is registered
here.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from metadata.errors import PipelineError, SourceError
from metadata.fetch.budget import Budget, PassingError
from metadata.fetch.remote import UNKNOWN, Remote

BLOCK = 1 << 18  # bytes
ARRIVING = ".arriving-"  # how names of unfinished files begin


def download(remote: Remote, folder: Path, budget: Budget, what: str) -> tuple[str, int]:
    """Bring a file into `folder` as its SHA-256; returns SHA-256 and size, the bytes being on disk.

    `what` names the file in messages. Raises SourceError; PipelineError when our disk takes no more.
    """
    with _Arriving(folder) as arriving:
        while not budget.retrying(what, lambda: _attempt(remote, arriving, budget, what)):
            budget.check(what)
        return arriving.keep(), arriving.size


def _attempt(remote: Remote, arriving: _Arriving, budget: Budget, what: str) -> bool:
    """One try: True when the file is there; False when it broke off, but further on than ever before."""
    before = arriving.furthest
    try:
        _receive(remote, arriving, budget, what)
    except (PassingError, TimeoutError, ConnectionError, EOFError):
        if remote.resume is None or not before < arriving.size:
            raise
        return False
    return True


def _receive(remote: Remote, arriving: _Arriving, budget: Budget, what: str) -> None:
    source = remote.resume(arriving.size) if remote.resume and arriving.size else None
    if source is None:
        arriving.begin_again()
        source = remote.open()
    with source:
        while block := source.read(BLOCK):
            arriving.add(block)
            budget.check(what)
            if arriving.size > budget.limits.max_bytes:
                raise SourceError(f"{what}: more than {budget.limits.max_bytes} bytes (limits.max_bytes)")
    if remote.size not in (UNKNOWN, arriving.size):  # still being written, or changed: the next look sees it anew
        raise SourceError(f"{what} gave {arriving.size} bytes, {remote.size} were announced")


class _Arriving:
    """A file under a temporary name, which is gone at the end unless it was kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> _Arriving:
        with _disk():
            self._folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=ARRIVING, dir=self._folder)
            self._path, self._out = Path(name), os.fdopen(number, "wb")
        self.furthest = 0
        self.begin_again()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # a full disk has been told of already
            self._out.close()
        self._path.unlink(missing_ok=True)

    def begin_again(self) -> None:
        """Forget what has come."""
        with _disk():
            self._out.seek(0)
            self._out.truncate()
        self._digest, self.size = hashlib.sha256(), 0

    def add(self, block: bytes) -> None:
        """Write the next bytes."""
        with _disk():
            self._out.write(block)
        self._digest.update(block)
        self.size += len(block)
        self.furthest = max(self.furthest, self.size)

    def keep(self) -> str:
        """Put the file in its place for good; returns its SHA-256."""
        sha256 = self._digest.hexdigest()
        with _disk():
            self._out.flush()
            os.fchmod(self._out.fileno(), 0o644 & ~_umask())
            os.fsync(self._out.fileno())
            self._path.replace(self._folder / sha256)
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        return sha256


@contextmanager
def _disk() -> Iterator[None]:
    """What our own disk refuses is not the source's fault."""
    try:
        yield
    except OSError as error:
        raise PipelineError(f"a delivery cannot be written: {error}") from None


def _umask() -> int:
    """The permissions that new files of this process do not get; mkstemp is stricter than we need."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def sweep(folder: Path, older_than: float) -> None:
    """Remove what a killed look left behind; `older_than` seconds: longer than any look may take."""
    for each in folder.glob(f"{ARRIVING}*"):
        with suppress(FileNotFoundError):
            if each.stat().st_mtime < time.time() - older_than:
                each.unlink()
