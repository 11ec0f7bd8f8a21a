"""One look at an HTTP source that kills itself at a named point.

Run as a process of its own: `python kill_fetch.py DATA SCHEMAS ADDRESS POINT`. At the point "stalled" it is the server
that stops in the middle, and whoever started this process that kills it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from feeds import home_in
from looks import http_vendor, look

from metadata import fetch as fetching
from metadata.store import deliveries, incoming


def killing(*, after: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """A function that ends the process, when `after` was done if it is given."""

    def die(*given: Any, **named: Any) -> Any:
        if after:
            after(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return die


POINTS: dict[str, Callable[[], None]] = {
    "seen": lambda: setattr(fetching, "download", killing()),
    "stalled": lambda: None,
    "downloaded": lambda: setattr(fetching, "download", killing(after=fetching.download)),
    "in the midst of registering": lambda: setattr(incoming, "fetched", killing(after=incoming.fetched)),
    "registered": lambda: setattr(deliveries, "look", killing()),
}


if __name__ == "__main__":
    data, schemas, address, point = sys.argv[1:]
    home = home_in(Path(data), Path(schemas))
    POINTS[point]()
    look(home, http_vendor(home, address))
