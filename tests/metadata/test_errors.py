"""What goes wrong with one vendor is a line of its report."""

from __future__ import annotations

import errno
import logging
import os

import pytest

from metadata.errors import SourceError, told_in


def told(error: Exception) -> list[str]:
    failed: list[str] = []
    with told_in(failed):
        raise error
    return failed


def test_a_full_disk_is_no_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/work/1/00000.part")
    assert told(full) == ["/data/work/1/00000.part cannot be written: No space left on device"]
    assert told(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == [
        "what is made of a delivery cannot be written: No space left on device"
    ]
    assert caplog.text == ""


def test_what_we_did_not_think_of_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    assert told(OSError(errno.ENOENT, os.strerror(errno.ENOENT), "x"))[0].startswith("a fault of ours: FileNotFound")
    assert told(KeyError("x")) == ["a fault of ours: KeyError: 'x'"]
    assert "Traceback" in caplog.text


def test_errors_of_the_house_speak_for_themselves() -> None:
    assert told(SourceError("the source is away")) == ["the source is away"]
