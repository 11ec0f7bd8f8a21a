"""A record rendered once, when it is published, in pieces between which each view puts what is its own.

Serving never renders a record: it joins the pieces with the view's control fields, links and local fields. What
comes of it is, byte for byte, what the writers make of the record that the same view gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import zstandard
from lz4 import block

from transforms.formats.marcxml import to_marcxml
from transforms.formats.oai_dc import oai_dc
from transforms.merge.stamp import Link, unsigned, with_links
from transforms.record import Record

CUT = b"\0"  # parts the pieces; XML has no such character
SWEDISH, OTHER = b"s", b"-"
_HERE = "\ue000"  # the address of a link, where links belong
_ZSTD = b"\x28\xb5\x2f\xfd"  # what zstd begins with (RFC 8878 §3.1.1): an older release packed so


class Rendering(NamedTuple):
    """What is kept of a version, compressed by LZ4: a third larger than by zstd, unpacked three times as fast.

    `marcxml`: up to the leader | the fields that stand before our links | those behind | language of cataloguing.
    `oai_dc`: up to our links | the rest. Behind both the about element, which may be empty.
    """

    marcxml: bytes
    oai_dc: bytes


def rendered(record: Record, created: str, about: bytes = b"") -> Rendering:
    """Render a merged record whose title was first published at `created`; `about`: metadata/publish/origins.py."""
    plain = unsigned(with_links(record, ()), created)
    linked = with_links(plain, [Link(_HERE, "")])
    return Rendering(_packed((*_marcxml(plain), about)), _packed((*_oai_dc(linked), about)))


def pieces(packed: bytes) -> list[bytes]:
    """The pieces of either form."""
    old = packed.startswith(_ZSTD)
    whole: bytes = zstandard.ZstdDecompressor().decompress(packed) if old else block.decompress(packed)
    return whole.split(CUT)


def _packed(parts: Iterable[bytes]) -> bytes:
    packed: bytes = block.compress(CUT.join(parts))
    return packed


def _marcxml(record: Record) -> tuple[bytes, ...]:
    place = _place_of_links(record)
    head, low = _parted(to_marcxml(Record(record.leader, record.fields[:place])))
    _, high = _parted(to_marcxml(Record(record.leader, record.fields[place:])))
    swedish = SWEDISH if record.value("040", "b") == "swe" else OTHER
    return head, low.removesuffix(b"\n</record>"), high, swedish


def _place_of_links(record: Record) -> int:
    """Where `with_links` puts links: before the first 856, else behind the last field of a lower tag."""
    tags = [each.tag for each in record.fields]
    if "856" in tags:
        return tags.index("856")
    return max((place + 1 for place, tag in enumerate(tags) if tag < "856"), default=0)


def _parted(text: str) -> tuple[bytes, bytes]:
    """A record element up to the end of its leader, and from there."""
    end = text.index("</leader>") + len("</leader>")
    return text[:end].encode(), text[end:].encode()


def _oai_dc(record: Record) -> tuple[bytes, bytes]:
    """Cut where the address of a link stands."""
    low, _, high = oai_dc(record).partition(f"\n<dc:identifier>{_HERE}</dc:identifier>".encode())
    return low, high
