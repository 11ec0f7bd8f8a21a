"""Lines sorted in runs come out as a plain sort puts them; what fails leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata.publish.feeds import sorted_file
from metadata.publish.feeds.sorted_file import write_sorted

LINES = st.lists(st.tuples(st.text("aäb \n\0\t"), st.sampled_from((b"1\n", b"2\t3\n"))), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_lines_come_by_their_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[tuple[str, bytes]]
) -> None:
    monkeypatch.setattr(sorted_file, "RUN", 3)
    write_sorted(b"head\n", lines, tmp_path / "a" / "file")
    plain = sorted((key.replace("\n", " ").replace("\0", " "), line) for key, line in lines)
    assert (tmp_path / "a" / "file").read_bytes() == b"head\n" + b"".join(line for _, line in plain)
    assert [each.name for each in (tmp_path / "a").iterdir()] == ["file"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[str, bytes]]:
        yield "a", b"1\n"
        raise OSError("no room")

    (tmp_path / "file").write_bytes(b"before")
    with pytest.raises(OSError, match="no room"):
        write_sorted(b"", broken(), tmp_path / "file")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"before"
