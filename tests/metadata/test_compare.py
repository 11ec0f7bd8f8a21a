"""Two files as one title or two."""

from __future__ import annotations

from pathlib import Path

import pytest

from metadata.compare import compare_files
from metadata.errors import SourceError
from transforms.formats.marc21 import to_iso2709
from transforms.record import Field, Record

ONE = Path(__file__).parents[2] / "sample_records" / "marc-aggregator" / "mojibake" / "input.mrc"


def test_a_file_of_unusable_records_cannot_be_compared(tmp_path: Path) -> None:
    unimarc = Record.of(Field.data("100", "  ", "a", "x"), Field.data("200", "1 ", "a", "Titolo"))
    piece = to_iso2709(unimarc)
    assert isinstance(piece, bytes)
    (tmp_path / "unimarc.mrc").write_bytes(piece)
    with pytest.raises(SourceError, match="UNIMARC"):
        compare_files(ONE, tmp_path / "unimarc.mrc")
