"""The RDF dump of every title: N-Triples in parts, with a manifest and checksums, named in the index under "rdf".

It says what the pages of titles say in JSON-LD. To make it takes longer than a full drop: it comes every so many days.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from metadata.errors import PipelineError
from metadata.publish.catalogue import View
from metadata.publish.files import INDEX, Current
from metadata.publish.files.chain import is_small
from metadata.publish.files.disk import arriving, put, read, turn
from metadata.publish.files.drop import LICENCE, MANIFEST, SUMS, VERSION
from metadata.publish.files.policy import FilesPolicy
from transforms.formats.graph import Thing
from transforms.formats.ntriples import ntriples
from transforms.record import Record

RDF = "rdf"  # in the index, and the folder of the dumps
FORMAT = "ntriples"
_BATCH = 500  # records read together

Describe = Callable[[Sequence[Record]], Iterable[Thing]]  # what schema.org says of records


class _Written(NamedTuple):
    """What a part holds."""

    records: int
    statements: int
    content: str  # SHA-256 of it unpacked


def write_dump(view: View, current: Current, folder: Path, policy: FilesPolicy, describe: Describe) -> str:
    """Write the dump of a view if it is due, and name it in the index, which must be there; the manifest, or "".

    Raises PipelineError when it cannot be written; what was there before is then served as it was.
    """
    with turn(folder):
        index = read(folder / INDEX)
        if index.get("publication") != current.publication or not is_due(folder / index.get(RDF, ""), current, policy):
            return ""
        target = folder / RDF / "".join(each for each in current.at if each not in "-:")
        with arriving(target) as making:
            manifest = _written(view, current, making, policy, describe)
            sums = (f"{each['sha256']}  {each['name']}\n" for each in manifest["files"])
            (making / SUMS).write_text("".join(sums), "utf-8")
            put({making / MANIFEST: manifest})
        path = f"{RDF}/{target.name}/{MANIFEST}"
        put({folder / INDEX: index | {RDF: path}})
        for old in (folder / RDF).iterdir():
            if old != target:
                shutil.rmtree(old, ignore_errors=True)
        return path


def is_due(before: Path, current: Current, policy: FilesPolicy) -> bool:
    """True if there is no dump, or the one there is, by its manifest, is small or of other days."""
    manifest = read(before) if before.is_file() else {}
    if not manifest or manifest["publication"] == current.publication:
        return not manifest
    turns = (datetime.fromisoformat(each).toordinal() // policy.rdf.days for each in (manifest["at"], current.at))
    return is_small(manifest["counts"]["records"], policy) or len(set(turns)) > 1


def _written(view: View, current: Current, folder: Path, policy: FilesPolicy, describe: Describe) -> dict[str, Any]:
    ids, files = view.live(), []
    parts = (ids[start : start + policy.rdf.records] for start in range(0, len(ids), policy.rdf.records))
    for number, part in enumerate(parts, 1):
        path = folder / f"titles-{number:04}.nt.gz"
        files.append(_file(path, _write(path, _graphs(view, part, describe), policy.gzip)))
    return {
        "version": VERSION,
        "view": view.name,
        "kind": RDF,
        "publication": current.publication,
        "at": current.at,
        "counts": {"records": len(ids), "statements": sum(each["statements"] for each in files)},
        "licence": LICENCE,
        "files": files,
    }


def _graphs(view: View, ids: Sequence[str], describe: Describe) -> Iterator[bytes]:
    """The statements about each title, in order of the ids."""
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        records = view.records(batch)
        yield from map(ntriples, describe([records[each] for each in batch]))


def _write(path: Path, pieces: Iterable[bytes], level: int) -> _Written:
    """A packed file without a time stamp."""
    records, statements, digest = 0, 0, hashlib.sha256()
    with path.open("wb") as raw, gzip.GzipFile("", "wb", level, raw, mtime=0) as out:
        for piece in pieces:
            records, statements = records + 1, statements + piece.count(b"\n")
            digest.update(piece)
            out.write(piece)
    return _Written(records, statements, digest.hexdigest())


def _file(path: Path, written: _Written) -> dict[str, Any]:
    """What the manifest says of a part, which is read back first. Raises PipelineError."""
    with gzip.open(path, "rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != written.content:
            raise PipelineError(f"{path.name} reads back otherwise than it was written: is the disk sound?")
    with path.open("rb") as raw:
        packed = hashlib.file_digest(raw, "sha256").hexdigest()
    told = {
        "records": written.records,
        "statements": written.statements,
        "bytes": path.stat().st_size,
        "sha256": packed,
    }
    return {"name": path.name, "format": FORMAT, "encoding": "UTF-8", **told}
