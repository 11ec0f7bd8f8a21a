"""The id of a record that cannot be read: only where there is no doubt."""

from __future__ import annotations

import pytest

from transforms.formats.marc21 import to_iso2709
from transforms.formats.plain_id import plain_id
from transforms.record import Field, Record

PIECE = to_iso2709(Record.of(Field("001", "a-1"), Field("008", "x" * 40), Field.data("245", "00", "a", "Valot")))
assert isinstance(PIECE, bytes)


@pytest.mark.parametrize(
    ("raw", "kind", "found"),
    [
        (PIECE, "marc21", "a-1"),
        (PIECE.replace(b"008004100004", b"008004100009").replace(b"Valot", b"\xff\xfe"), "marc21", "a-1"),
        (PIECE.replace(b"001000400000", b"001000400009"), "marc21", ""),  # 001 is said to stand elsewhere
        (PIECE.replace(b"a-1", b"a\xff1"), "marc21", ""),
        (b"no record at all\x1e\x1d", "marc21", ""),
        (b"<record><controlfield tag='001'> a-1 </controlfield><datafield", "marcxml", "a-1"),
        (b'<m:record><m:controlfield tag="001">a-1</m:controlfield>', "marcxml", "a-1"),
        (b'<controlfield tag="001">a-1</controlfield><controlfield tag="001">a-2</controlfield>', "marcxml", ""),
        (b'{"fields": [{"001": "a-1"}, {"245"', "json", "a-1"),
        (b'{"001": "a\\n1"}', "json", ""),
        (b"<Product><RecordReference>p-1</RecordReference><Desc", "onix", "p-1"),
        (b'<product><a001 sourcename="x">p-1</a001>', "onix", "p-1"),
        (b"<Product><RecordReference>p&amp;1</RecordReference>", "onix", ""),
        (b"<Product><RecordReference>" + b"9" * 300 + b"</RecordReference>", "onix", ""),
    ],
)
def test_the_id_in_plain_sight(raw: bytes, kind: str, found: str) -> None:
    assert plain_id(raw, kind, "RecordReference" if kind == "onix" else "001") == found


def test_an_id_in_another_field_is_not_looked_for() -> None:
    assert plain_id(PIECE, "marc21", "035$a") == ""
