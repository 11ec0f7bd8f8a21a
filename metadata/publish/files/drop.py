"""One drop of a view: its records, stubs and lists of ids in parts, checksums, and a manifest written last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

from metadata.errors import PipelineError
from metadata.libraries.ils import FilePolicy
from metadata.publish.catalogue import EVERYTHING, Span, View
from metadata.publish.files.disk import arriving, put
from metadata.publish.files.encode import ENCODING, IDS
from metadata.publish.files.parts import DELETES, TOMBSTONES, Series, told
from transforms.formats.marcxml import to_marcxml

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
VERSION = 1  # of the manifest: another number when a key changes its meaning
LICENCE = "CC0-1.0"
_LIVE = {"full": "part", "delta": "upserts"}
_BATCH = 500  # records read together


class Drop(NamedTuple):
    """Which drop is to be written."""

    kind: Literal["full", "delta"]
    publication: int
    at: str  # time of the publication, "2026-11-22T01:02:03Z"
    previous: int | None  # the publication that the view's drops reached before
    span: Span = EVERYTHING  # what moved in the view since, for a delta

    @property
    def name(self) -> str:
        """Its folder in that of the view: "full/20261122T010203Z", "delta/5-6"."""
        if self.kind == "delta":
            return f"delta/{self.previous}-{self.publication}"
        return f"full/{self.at.replace('-', '').replace(':', '')}"


def write_drop(view: View, drop: Drop, folder: Path, shape: FilePolicy, level: int) -> dict[str, Any]:
    """Write a drop into the view's folder, where it appears when it is whole; returns its manifest. `level` of gzip.

    Raises PipelineError when a file reads back otherwise than it was written, OSError when there is no room.
    """
    with arriving(folder / drop.name) as making:
        parts = [each for each in _series(view, drop, making, shape, level) if each.titles or each.files]
        manifest = _manifest(view, drop, parts)
        sums = [f"{each['sha256']}  {each['name']}\n" for each in (*manifest["files"], *manifest["tombstones"])]
        (making / SUMS).write_text("".join(sums), "utf-8")
        put({making / MANIFEST: manifest})
    return manifest


def _manifest(view: View, drop: Drop, parts: Sequence[Series]) -> dict[str, Any]:
    """What is told of a drop; `next` is filled in when there is a delta that follows."""
    files = [file for each in parts if each.stem != TOMBSTONES for file in each.files]
    titles = {each.stem: each.titles for each in parts}
    return {
        "version": VERSION,
        "view": view.name,
        "kind": drop.kind,
        "publication": drop.publication,
        "at": drop.at,
        "previous": drop.previous,
        "next": None,
        "counts": {"records": titles.get(_LIVE[drop.kind], 0), "deletes": titles.get(DELETES, 0)},
        "licence": LICENCE,
        "encodings": {each["format"]: ENCODING for each in files},
        **told(refused for each in parts for refused in each.refused),
        "files": files,
        "tombstones": [file for each in parts if each.stem == TOMBSTONES for file in each.files],
    }


def _series(view: View, drop: Drop, folder: Path, shape: FilePolicy, level: int) -> Iterator[Series]:
    """The live titles as the view serves them; then those that went: of a delta their stubs, of a full the ids."""
    gone: list[str] = []
    live = Series(folder, _LIVE[drop.kind], shape.formats, shape, level)
    live.write(_live(view, drop.span, gone), at_least_one=drop.kind == "full")  # who loads a full one finds it whole
    yield live
    if drop.kind == "full":
        formats: Sequence[str] = (IDS,)
    else:
        formats = (*(shape.formats if "records" in shape.deletes else ()), *((IDS,) if "ids" in shape.deletes else ()))
    deleted = Series(folder, TOMBSTONES if drop.kind == "full" else DELETES, formats, shape, level)
    deleted.write(((each, b"") for each in sorted(gone)) if formats == (IDS,) else _stubs(view, sorted(gone)))
    yield deleted


def _live(view: View, span: Span, gone: list[str]) -> Iterator[tuple[str, bytes]]:
    """The live titles of a span in the order of the view's list; the ids of the others are added to `gone`."""
    after = ""
    while (page := view.page(span, after, _BATCH, "marcxml")).entries:
        for entry, metadata in page.entries:
            if entry.deleted:
                gone.append(entry.title_id)
            else:
                yield entry.title_id, metadata.xml
        after = page.after


def _stubs(view: View, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The stubs of deleted titles. Raises PipelineError where one has none."""
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        records = view.records(batch)
        for each in batch:
            if each not in records:
                raise PipelineError(f"{view.name}: title {each} has no stub at publication {view.publication}")
            yield each, to_marcxml(records[each]).encode()
