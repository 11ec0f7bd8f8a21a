"""The `fetch:` part of a vendor file: one model for each kind, sizes and times as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from metadata.sources import AnySource, FolderSource, HttpSource, OaiSource

SOURCES: TypeAdapter[Any] = TypeAdapter(AnySource)


def source(**given: Any) -> Any:
    return SOURCES.validate_python(given)


def test_the_kind_tells_the_model() -> None:
    assert isinstance(source(kind="folder", path="x"), FolderSource)
    assert isinstance(source(kind="http", url="https://vendor.example/x"), HttpSource)
    assert isinstance(source(kind="oai", url="https://vendor.example/oai"), OaiSource)


@pytest.mark.parametrize(
    ("written", "number"), [("2GB", 2_000_000_000), ("500 MB", 500_000_000), ("3kb", 3_000), (7, 7), ("7", 7)]
)
def test_sizes_are_written_as_people_do(written: Any, number: int) -> None:
    assert source(kind="folder", path="x", limits={"max_bytes": written}).limits.max_bytes == number


@pytest.mark.parametrize(("written", "seconds"), [("30s", 30), ("15m", 900), ("12h", 43_200), ("1d", 86_400), (9, 9)])
def test_times_are_written_as_people_do(written: Any, seconds: int) -> None:
    assert source(kind="folder", path="x", limits={"max_seconds": written}).limits.max_seconds == seconds


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "gopher", "path": "x"},
        {"kind": "folder"},
        {"kind": "folder", "path": "x", "url": "https://vendor.example"},
        {"kind": "folder", "path": "x", "limits": {"max_bytes": "2 apples"}},
        {"kind": "folder", "path": "x", "limits": {"max_seconds": "soon"}},
        {"kind": "folder", "path": "x", "limits": {"parallel": 99}},
        {"kind": "folder", "path": "x", "limits": {"per_second": 0}},
        {"kind": "http", "url": "vendor.example/x"},
        {"kind": "http", "url": "file:///etc/passwd"},
        {"kind": "http", "url": "https://ada:pass@vendor.example/x"},
        {"kind": "oai", "url": "https://"},
        {"kind": "oai", "url": "https://vendor.example/oai", "identifier": "oai:vendor.example:"},
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(**given)
