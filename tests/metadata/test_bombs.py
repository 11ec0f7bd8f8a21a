"""Hostile deliveries through the real doors, each in a process of its own with 512 MB and 10 seconds (F14, F15)."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import zstandard
from bomb_driver import SECONDS, examine

SECRET = "kanarialintu"

ONIX = """<ONIXMessage xmlns="http://ns.editeur.org/onix/3.0/reference" release="3.0"{root}>
<Header><Sender><SenderName>Testi</SenderName></Sender><SentDateTime>20261101</SentDateTime></Header>{before}
<Product><RecordReference>r1</RecordReference><NotificationType>03</NotificationType>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>ED</ProductForm>
<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitleText{attribute}>Kissa{inside}</TitleText></TitleElement></TitleDetail></DescriptiveDetail></Product>
</ONIXMessage>"""
MARCXML = """<collection xmlns="http://www.loc.gov/MARC21/slim"{root}>{before}<record>
<leader>00000nam a2200000 i 4500</leader><controlfield tag="001">r1</controlfield>
<datafield tag="245" ind1="1" ind2="0"{attribute}><subfield code="a">Kissa{inside}</subfield>
</datafield></record></collection>"""
SHAPES = {"onix": ONIX, "marcxml": MARCXML}


def document(shape: str, doctype: str = "", **places: str) -> bytes:
    """A message with hostile text in some of its places."""
    empty = dict.fromkeys(("root", "before", "attribute", "inside"), "")
    return f'<?xml version="1.0"?>{doctype}{SHAPES[shape].format(**{**empty, **places})}'.encode()


def laughs(root: str) -> str:
    """The document type of a billion laughs."""
    lines = ['<!ENTITY e0 "ha">', *(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))]
    return f"<!DOCTYPE {root} [{''.join(lines)}]>"


DEEP = "<b>" * 1_000_000 + "</b>" * 1_000_000
XINCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{}"/>'
Make = Callable[[str, str, str], bytes]  # shape, address of a file, address on the network
XML: dict[str, Make] = {
    "billion laughs": lambda shape, file, net: document(shape, laughs("r"), inside="&e9;"),
    "billion laughs in UTF-16": lambda shape, file, net: (
        document(shape, laughs("r"), inside="&e9;").decode().encode("utf-16")
    ),
    "billion laughs in UTF-7": lambda shape, file, net: (
        document(shape, laughs("r"), inside="&e9;")
        .replace(b'"1.0"', b'"1.0" encoding="UTF-7"')
        .replace(b"<!", b"+ADw-!")
    ),
    "billion laughs behind a long comment": lambda shape, file, net: document(
        shape, f"<!--{'x' * (2 << 20)}-->{laughs('r')}", inside="&e9;"
    ),
    "quadratic blow-up": lambda shape, file, net: document(
        shape, f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]>', inside="&a;" * 100_000
    ),
    "external entity, file": lambda shape, file, net: document(
        shape, f'<!DOCTYPE r [<!ENTITY a SYSTEM "{file}">]>', inside="&a;"
    ),
    "external entity, http": lambda shape, file, net: document(
        shape, f'<!DOCTYPE r [<!ENTITY a SYSTEM "{net}">]>', inside="&a;"
    ),
    "parameter entity": lambda shape, file, net: document(
        shape, f'<!DOCTYPE r [<!ENTITY % a SYSTEM "{net}"> %a;]>', inside="&b;"
    ),
    "external document type, file": lambda shape, file, net: document(
        shape, f'<!DOCTYPE r SYSTEM "{file}">', inside="&nbsp;&a;"
    ),
    "external document type, http": lambda shape, file, net: document(
        shape, f'<!DOCTYPE r PUBLIC "x" "{net}">', inside="&nbsp;&a;"
    ),
    "document type in a record": lambda shape, file, net: document(
        shape, inside=f'<!DOCTYPE r [<!ENTITY a SYSTEM "{file}">]>&a;'
    ),
    "XInclude of a file": lambda shape, file, net: document(shape, inside=XINCLUDE.format(file)),
    "XInclude over http": lambda shape, file, net: document(shape, before=XINCLUDE.format(net)),
    "style sheet": lambda shape, file, net: document(shape, f'<?xml-stylesheet type="text/xsl" href="{net}"?>'),
    "schema location": lambda shape, file, net: document(
        shape, root=f' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="x {net}"'
    ),
    "a million processing instructions": lambda shape, file, net: document(shape, inside="<?a b?>" * 1_000_000),
    "processing instructions before": lambda shape, file, net: document(shape, before="<?a b?>" * 1_000_000),
    "deep in a record": lambda shape, file, net: document(shape, inside=DEEP),
    "deep before the records": lambda shape, file, net: document(shape, before=DEEP),
    "deep records": lambda shape, file, net: document(shape, before="<record><Product>" * 500_000),
    "comments that do not end": lambda shape, file, net: document(shape, inside="<!--" * 2_000_000),
    "a huge attribute of a field": lambda shape, file, net: document(shape, attribute=f' x="{"x" * 100_000_000}"'),
    "a huge attribute of the root": lambda shape, file, net: document(shape, root=f' x="{"x" * 100_000_000}"'),
    "a million attributes": lambda shape, file, net: document(
        shape, attribute="".join(f' a{n}=""' for n in range(1_000_000))
    ),
    "a huge name": lambda shape, file, net: document(shape, inside=f"<{'x' * 20_000_000}/>"),
    "a huge text": lambda shape, file, net: document(shape, inside="x" * 12_000_000),
}


def overlapping_zip() -> bytes:
    """A directory that names the same compressed bytes a hundred times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a000", bytes(50_000_000))
    whole = out.getvalue()
    at, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    entries = b"".join(whole[at:end].replace(b"a000", b"a%03d" % number) for number in range(100))
    return whole[:at] + entries + zip_end(100, len(entries), at)


def crowded_zip() -> bytes:
    """A directory of a million entries."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    return local + entry * 1_000_000 + zip_end(65_535, 1_000_000 * len(entry), len(local))


def zip_end(count: int, size: int, start: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, start, 0)


def zipped(content: bytes, name: str = "a") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def tarred(*names: str, **odd: Any) -> bytes:
    headers = []
    for name in names:
        entry = tarfile.TarInfo(name)
        for key, value in odd.items():
            setattr(entry, key, value)
        headers.append(entry.tobuf())
    return b"".join(headers) + bytes(10_240)


def compressed(size: int) -> bytes:
    """So many zero bytes in a thousandth of the space."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packed:
        for _ in range(size >> 20):
            packed.write(bytes(1 << 20))
    return out.getvalue()


PACKED: dict[str, Callable[[], bytes]] = {
    "gzip, 1000 to 1": lambda: compressed(200 << 20),
    "zstd, 30000 to 1": lambda: zstandard.ZstdCompressor().compress(bytes(300 << 20)),
    "gzip in gzip": lambda: gzip.compress(compressed(200 << 20)),
    "zip, flat": lambda: zipped(bytes(200 << 20)),
    "zip, nested": lambda: zipped(zipped(zipped(bytes(100 << 20)))),
    "zip, overlapping": overlapping_zip,
    "zip, a million members": crowded_zip,
    "zip, parent folder": lambda: zipped(b"x", "../../outside"),
    "zip, absolute": lambda: zipped(b"x", "/tmp/outside"),
    "tar, gzip, 1000 to 1": lambda: compressed_tar(200 << 20),
    "tar, many members": lambda: tarred(*map(str, range(20_000))),
    "tar, many headers": lambda: tarred(*map(str, range(20_000)), type=tarfile.XGLTYPE),
    "tar, parent folder": lambda: tarred("../../outside"),
    "tar, absolute": lambda: tarred("/tmp/outside"),
    "tar, symbolic link": lambda: tarred("link", type=tarfile.SYMTYPE, linkname="/etc") + tarred("link/outside"),
    "tar, hard link": lambda: tarred("link", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "tar, device": lambda: tarred("null", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
    "tar, duplicate names": lambda: tarred("a", "a"),
    "tar, a header of a terabyte": lambda: tarred("a", type=tarfile.XHDTYPE, size=1 << 33),
}


def compressed_tar(size: int) -> bytes:
    entry = tarfile.TarInfo("a")
    entry.size = size
    return gzip.compress(entry.tobuf()) + compressed(size) + gzip.compress(bytes(10_240))


TWICE = """<collection xmlns="http://www.loc.gov/MARC21/slim" xmlns:m="http://www.loc.gov/MARC21/slim">
<record><leader/><controlfield tag="001">1</controlfield></record><m:record><m:leader>{}</m:leader></m:record>
</collection>"""
RECORDS: dict[str, Callable[[], bytes]] = {
    "json, an array of tiny arrays": lambda: b'[{"leader":"x"},' + b"[]," * (20 << 20) + b"{}]",
    "json, a record of tiny arrays": lambda: b'{"leader":"x","fields":[' + b"[]," * (5 << 20) + b"{}]}\n",
    "iso 2709, a record of terminators": lambda: b"99999nam a2200049   4500" + b"\x1e" * (8 << 20) + b"\x1d",
    "marcxml, a huge record with a second prefix": lambda: TWICE.format("a" * (9 << 20)).encode(),
    "zstd, empty members": lambda: zstandard.ZstdCompressor().compress(b"") * 500_000,
}


# Every bomb in ONIX; in MARCXML, whose reader is another, all of them only in `make test-full`.
EACH_IN_EACH = [
    pytest.param(name, shape, marks=() if shape == "onix" or number % 4 == 0 else pytest.mark.long)
    for number, name in enumerate(XML)
    for shape in SHAPES
]


class Canary:
    """A file and a server that nobody may touch."""

    def __init__(self, folder: Path) -> None:
        self.hits: list[str] = []
        self.file = folder / "canary.txt"
        self.file.write_text(SECRET)
        hits = self.hits

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hits.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/canary.dtd"


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    found = Canary(tmp_path_factory.mktemp("canary"))
    yield found
    found.server.shutdown()
    found.server.server_close()


def tree(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*")}


def outcome(folder: Path, content: bytes) -> dict[str, Any]:
    """What a process with limits made of a delivery; asserts that it touched nothing but its work folder."""
    inside = folder / "outer" / "delivery"
    inside.mkdir(parents=True)
    (inside / "feed").write_bytes(content)
    before = tree(folder)
    found = examine(inside / "feed", inside / "work", folder / "found.json")
    (folder / "found.json").unlink()
    work = {name for name in tree(folder) if name.startswith("outer/delivery/work")}
    assert {name: size for name, size in tree(folder).items() if name not in work} == before
    assert {name.rpartition("/")[2][:4] for name in work} <= {"work", "part", "unpa"}
    assert found["seconds"] < SECONDS
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_the_message_is_read_when_nothing_in_it_is_hostile(tmp_path: Path, shape: str) -> None:
    found = outcome(tmp_path, document(shape))
    assert (found["outcomes"], "Kissa" in found["text"]) == ({"candidate": 1}, True)


@pytest.mark.parametrize(("name", "shape"), EACH_IN_EACH)
def test_hostile_xml_is_refused_or_harmless(tmp_path: Path, canary: Canary, name: str, shape: str) -> None:
    content = XML[name](shape, canary.file.as_uri(), canary.address)
    found = outcome(tmp_path, content)
    assert found["refused"] or found["broken"] or found["outcomes"]
    assert SECRET not in json.dumps(found)
    assert len(found["text"]) < len(content) + 1_000
    assert not canary.hits


@pytest.mark.parametrize("name", PACKED)
def test_a_hostile_archive_is_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    assert outcome(tmp_path, PACKED[name]())["refused"]


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_tiny_and_many_or_huge_costs_little(tmp_path: Path, name: str) -> None:
    found = outcome(tmp_path, RECORDS[name]())
    assert found["refused"] or found["broken"] or found["outcomes"]
    assert found["seconds"] < 5
