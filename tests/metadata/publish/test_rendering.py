"""What is kept of a record can be read, whichever release packed it."""

from __future__ import annotations

import zstandard

from metadata.publish.rendering import pieces, rendered
from transforms.record import Field, Record


def test_what_an_older_release_packed_is_read_as_well() -> None:
    kept = rendered(Record.of(Field.data("245", "10", "a", "Nimi")), "2026-11-01T04:00:00Z", b"<about/>")
    for each in kept:
        parts = pieces(each)
        assert b"Nimi" in each
        assert parts[-1] == b"<about/>"
        assert pieces(zstandard.ZstdCompressor().compress(b"\0".join(parts))) == parts
