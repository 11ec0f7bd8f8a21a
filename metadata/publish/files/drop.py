"""One drop of a view: its records, stubs and lists of ids in parts, checksums, and a manifest written last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

from metadata.errors import PipelineError
from metadata.publish.catalogue import View
from metadata.publish.files.disk import arriving, put
from metadata.publish.files.encode import ENCODING, IDS
from metadata.publish.files.parts import Series, told
from metadata.publish.files.policy import Shape
from transforms.record import Record

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
VERSION = 1  # of the manifest: another number when a key changes its meaning
LICENCE = "CC0-1.0"
_BATCH = 500  # records read together


class Drop(NamedTuple):
    """What a drop holds. Ids stand in ascending order."""

    kind: Literal["full", "delta"]
    publication: int
    at: str  # time of the publication, "2026-11-22T01:02:03Z"
    previous: int | None  # the publication that the view's drops reached before; a delta begins there
    records: Sequence[str]  # ids of live titles: all of them, or those that changed
    deletes: Sequence[str] = ()  # delta: ids of titles that went
    tombstones: Sequence[str] = ()  # full: every id that was live once and is not now

    @property
    def name(self) -> str:
        """Its folder in that of the view: "full/20261122T010203Z", "delta/5-6"."""
        if self.kind == "delta":
            return f"delta/{self.previous}-{self.publication}"
        return f"full/{self.at.replace('-', '').replace(':', '')}"


def write_drop(view: View, drop: Drop, folder: Path, shape: Shape, level: int) -> dict[str, Any]:
    """Write a drop into the view's folder, where it appears when it is whole; returns its manifest. `level` of gzip.

    Raises PipelineError when a file reads back otherwise than it was written, OSError when there is no room.
    """
    target = folder / drop.name
    with arriving(target) as making:
        stem = "part" if drop.kind == "full" else "upserts"
        series = [_written(view, drop.records, Series(making, stem, shape.formats, shape, level))]
        if drop.kind == "delta":
            kinds = [*(shape.formats if "records" in shape.deletes else ()), *([IDS] if "ids" in shape.deletes else [])]
            series.append(_written(view, drop.deletes, Series(making, "deletes", kinds, shape, level)))
        tombstones = _written(view, drop.tombstones, Series(making, "tombstones", [IDS], shape, level))
        files = [file for each in series for file in each.files]
        manifest = {
            "version": VERSION,
            "view": view.name,
            "kind": drop.kind,
            "publication": drop.publication,
            "at": drop.at,
            "previous": drop.previous,
            "next": None,
            "counts": {"records": len(drop.records), "deletes": len(drop.deletes)},
            "licence": LICENCE,
            "encodings": {each["format"]: ENCODING for each in files},
            **told(refused for each in series for refused in each.refused),
            "files": files,
            "tombstones": tombstones.files,
        }
        sums = [f"{each['sha256']}  {each['name']}\n" for each in (*files, *tombstones.files)]
        (making / SUMS).write_text("".join(sums), "utf-8")
        put({making / MANIFEST: manifest})
    return manifest


def _written(view: View, ids: Sequence[str], series: Series) -> Series:
    series.write(_ids_alone(ids) if series.formats == [IDS] else _records(view, ids))
    return series


_NO_RECORD = Record.of()


def _ids_alone(ids: Sequence[str]) -> Iterator[tuple[str, Record]]:
    return ((each, _NO_RECORD) for each in ids)


def _records(view: View, ids: Sequence[str]) -> Iterator[tuple[str, Record]]:
    """The records of titles, in their order. Raises PipelineError where one has none."""
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        records = view.records(batch)
        for each in batch:
            if each not in records:
                raise PipelineError(f"{view.name}: title {each} has no record at publication {view.publication}")
            yield each, records[each]
