"""What fetchers and the fetch room hand each other: a file at a vendor's, and where and how to look for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from metadata.connections import Connection
from metadata.fetch.budget import Budget
from metadata.fetch.names import safe_name

UNKNOWN = -1  # bytes: the source does not say


class Remote(NamedTuple):
    """What a listing says of a file, and how to open it.

    `open` and `resume` make one try: the fetch room repeats them. They, and reads, raise PassingError (or OSError's
    TimeoutError and ConnectionError) for what can pass, SourceError or another OSError for what cannot. A read may
    give less than was asked for, and should where the network is slow.
    """

    name: str  # as the vendor gives it; never used as a path
    size: int  # bytes; UNKNOWN where the source does not say
    mtime: str  # ISO 8601 in UTC; "" when the source does not say
    open: Callable[[], BinaryIO]
    resume: Callable[[int], BinaryIO | None] | None = None  # from this byte; None: begin again (it has changed)
    mark: str = ""  # ETag or the like: the same mark means the same content


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how one look at a vendor's source is done.

    A listing sends its own requests through `budget.retrying(what, action)`.
    """

    inbox: Path  # where folder feeds with a relative path are looked for
    connection: Connection  # credentials; empty when the vendor file names none
    since: str  # ISO 8601: when the newest look that brought something began, by the source's clock; "" before
    budget: Budget
    marks: Mapping[str, str] = field(default_factory=dict)  # of the content that we hold, by name
    identity: str = "001"  # the field with the vendor's id, as in the vendor file
    held: ExitStack = field(default_factory=ExitStack)  # what the listing opened; closed when the look is over
    only: frozenset[str] | None = None  # names, as the ledger has them, that are looked for; None: all

    def wants(self, name: str) -> bool:
        """True if a file is looked for: of others nothing needs to be asked."""
        return self.only is None or safe_name(name) in self.only
