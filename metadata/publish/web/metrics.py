"""Numbers of the server for Prometheus (text exposition format 0.0.4): requests by door and status, and their time.

Only served where people of the house look. With several workers the numbers are those of all: they share files in the
folder PROMETHEUS_MULTIPROC_DIR.
"""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SHARED = "PROMETHEUS_MULTIPROC_DIR"
DOORS = (
    "oai",
    "titles",
    "works",
    "expressions",
    "files",
    "feeds",
    "opds",
    "kbart",
    "resourcesync",
    "static",
    "healthz",
)
OTHER = "other"  # so that no request makes a new series
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds


class Metrics:
    """What this process has answered."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("emat_requests", "Requests answered", ("door", "status"), registry=self._registry)
        self._seconds = Histogram(
            "emat_request_seconds", "Time to answer", ("door",), registry=self._registry, buckets=BUCKETS
        )
        self.routes = (Route("/metrics", self.answer),)

    def saw(self, path: str, status: int, seconds: float) -> None:
        """Count one answer; status 0: none was given."""
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        door = first if first in DOORS else OTHER
        self._requests.labels(door, str(status)).inc()
        self._seconds.labels(door).observe(seconds)

    def answer(self, _: Request) -> Response:
        """All numbers."""
        return Response(generate_latest(self._all()), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _all(self) -> CollectorRegistry:
        if SHARED not in os.environ:
            return self._registry
        every = CollectorRegistry()
        MultiProcessCollector(every)  # type: ignore[no-untyped-call]  # registers itself
        return every
