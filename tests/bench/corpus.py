"""The corpus of the benchmark: real records where the shared test data is present, else the project's samples.

Only records that both sides read without complaint are taken, so that neither is measured on its error path.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import pymarc

from transforms.formats import marc21, marcxml, onix, sniff
from transforms.formats.frame import Envelope, Parsed
from transforms.record import Field, Record

SHARED = Path(__file__).resolve().parents[2].parent / "shared/data/marc/_aggregate/shared_distinct_bibs_utf8.mrc"
SAMPLES = Path("sample_records")
ENVELOPE = Envelope("marc21")
ONIX_HEAD = (
    b'<ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference"><Header><Sender>'
    b"<SenderName>Bench</SenderName></Sender><SentDateTime>20261101</SentDateTime></Header>\n"
)
ONIX_TAIL = b"</ONIXMessage>\n"


class Corpus(NamedTuple):
    """Files with the same records, and what they are made of."""

    iso: Path
    xml: Path
    ematerial: Path  # all of them made into e-books, in ISO 2709
    records: int
    name: str


def build(folder: Path, size: int) -> Corpus:
    """Write `size` records made by repeating the distinct ones under new control numbers."""
    distinct, name = _distinct()
    records = list(islice(_repeated(distinct), size))
    files = (folder / each for each in ("corpus.mrc", "corpus.xml", "ematerial.mrc"))
    corpus = Corpus(*files, size, name)
    corpus.iso.write_bytes(b"".join(_iso(record) for record in records))
    with corpus.xml.open("wb") as out:
        out.writelines(marcxml.write_collection(records))
    corpus.ematerial.write_bytes(b"".join(_iso(record) for record in ebooks(corpus.iso, size)))
    return corpus


def records_of(path: Path) -> Iterator[Record]:
    """The records of a file of the corpus."""
    with path.open("rb") as stream:
        for frame in marc21.frames(stream, ENVELOPE):
            parsed = marc21.parse(frame.raw, ENVELOPE)
            if isinstance(parsed, Parsed):
                yield parsed.record


def part_of(path: Path, share: int) -> Path:
    """A file with the first of so many equal parts of the records of one in ISO 2709."""
    raws = path.read_bytes().split(b"\x1d")[:-1]
    part = path.with_stem(f"{path.stem}-part")
    part.write_bytes(b"".join([raw + b"\x1d" for raw in raws[: len(raws) // share]]))
    return part


def iso_feed(corpus: Corpus, path: Path, size: int) -> Path:
    """A feed of at least so many bytes of ISO 2709: the corpus again and again."""
    return _repeat(path, [corpus.iso.read_bytes()], size)


def onix_feed(path: Path, size: int) -> Path:
    """An ONIX message of at least so many bytes: the products of the samples again and again."""
    products: list[bytes] = []
    for each in sorted(SAMPLES.rglob("*.xml")):
        with each.open("rb") as stream:
            if sniff(stream.read(4096)) == "onix":
                stream.seek(0)
                products += [frame.raw + b"\n" for frame in onix.frames(stream, onix.open_message(stream))]
    return _repeat(path, [each for each in products if each.startswith(b"<Product>")], size, ONIX_HEAD, ONIX_TAIL)


def _repeat(path: Path, pieces: list[bytes], size: int, head: bytes = b"", tail: bytes = b"") -> Path:
    with path.open("wb") as out:
        out.write(head)
        for piece in cycle(pieces):
            if out.tell() >= size:
                break
            out.write(piece)
        out.write(tail)
    return path


def ebooks(path: Path, count: int) -> list[Record]:
    """The first records of a file as e-books with an ISBN of their own: what a feed of an aggregator looks like."""
    return [_ebook(number, record) for number, record in enumerate(islice(records_of(path), count))]


def _distinct() -> tuple[list[Record], str]:
    paths = [SHARED] if SHARED.exists() else sorted(SAMPLES.rglob("*.mrc"))
    logging.getLogger("pymarc").disabled = True
    found = [record for path in paths for record in _clean(path)]
    name = "shared aggregate of real records" if SHARED.exists() else "sample records of the project"
    return found, f"{name}, {len(found)} distinct, repeated"


def _clean(path: Path) -> Iterator[Record]:
    with path.open("rb") as stream:
        for frame in marc21.frames(stream, ENVELOPE):
            parsed = marc21.parse(frame.raw, ENVELOPE)
            if isinstance(parsed, Parsed) and not parsed.issues and next(pymarc.MARCReader(frame.raw)) is not None:
                yield parsed.record


def _repeated(distinct: list[Record]) -> Iterator[Record]:
    for number, record in enumerate(cycle(distinct)):
        yield record.put(Field("001", f"bench{number:07}"))


def _iso(record: Record) -> bytes:
    raw = marc21.to_iso2709(record)
    return raw if isinstance(raw, bytes) else b""


def _ebook(number: int, record: Record) -> Record:
    digits = f"978{number:09}"
    check = -sum(int(digit) * (1 + 2 * (at % 2)) for at, digit in enumerate(digits)) % 10
    isbn = Field.data("020", "  ", "a", f"{digits}{check}")
    carrier = Field.data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier")
    record = record.drop("006", "007", "020", "337", "338", "001")
    record = record.add(Field("001", f"bench{number:07}"), Field("007", "cr"), isbn, carrier)
    return record.put_at("LDR", 5, "nam").put_at("008", 23, "o")
