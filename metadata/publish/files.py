"""Full files of every view: ISO 2709 and MARCXML, gzip, with a manifest written last and an index of them all.

The same publication gives the same bytes, so a rerun after a crash ends with what was meant.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from metadata.publish.views import StoreCatalogue, StoredView
from transforms.formats import WRITERS, Writer
from transforms.formats.marc21 import TooLong

PART = 10_000  # records in one file
KEPT = 7  # full drops that are kept of each view
FORMATS = {"marc21": "mrc.gz", "marcxml": "xml.gz"}


def write_files(catalogue: StoreCatalogue, folder: Path) -> list[str]:
    """Write the full drop of each view that differs from its last one, then the index; returns the new manifests."""
    publication = catalogue.current()
    if _stands(publication, folder):
        return []
    made = []
    for name in catalogue.names():
        view = catalogue.view(name)
        if view is not None and view.publication:
            made += _drop(view, folder)
    _index(catalogue.names(), publication, folder)
    return made


def _stands(publication: int, folder: Path) -> bool:
    """True if the index, which is written last, is of this publication and all it names is there."""
    path = folder / "index.json"
    if not path.exists():
        return False
    index = json.loads(path.read_text("utf-8"))
    manifests = [each for view in index["views"] for each in view["manifests"]]
    return index["publication"] == publication and all((folder / each).exists() for each in manifests)


def _drop(view: StoredView, folder: Path) -> list[str]:
    """One view's full drop, unless it stands already."""
    drops = folder / view.name / "full"
    earlier = sorted(drops.glob("*/manifest.json")) if drops.is_dir() else []
    digest = view.digest()
    if earlier and json.loads(earlier[-1].read_text("utf-8"))["view_sha256"] == digest:
        return []
    target = drops / f"{view.publication:06}"
    shutil.rmtree(target, ignore_errors=True)  # a crash may have left it without a manifest
    target.mkdir(parents=True)
    files, oversize = _parts(view, target)
    manifest = {
        "view": view.name,
        "kind": "full",
        "publication": view.publication,
        "previous": int(earlier[-1].parent.name) if earlier else None,
        "counts": {"records": len(view.live()), "deletes": 0},
        "oversize": oversize,
        "files": files,
        "view_sha256": digest,
    }
    _put(target / "manifest.json", manifest)
    for old in earlier[: max(0, len(earlier) + 1 - KEPT)]:
        shutil.rmtree(old.parent)
    return [str((target / "manifest.json").relative_to(folder))]


def _parts(view: StoredView, target: Path) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Write the parts in each format; a record too long for ISO 2709 goes to MARCXML only and is listed."""
    files, oversize = [], []
    for number, ids in enumerate(_batches(view.live()), 1):
        records = view.records(ids)
        for name, suffix in FORMATS.items():
            path = target / f"part-{number:04}.{suffix}"
            pieces = {each: WRITERS[name].write(records[each]) for each in ids}
            oversize += [
                {"id": each, "reason": piece.reason} for each, piece in pieces.items() if isinstance(piece, TooLong)
            ]
            good = [piece for piece in pieces.values() if isinstance(piece, bytes)]
            files.append(
                {
                    "name": path.name,
                    "format": name,
                    "records": len(good),
                    "deletes": 0,
                    **_write(path, good, WRITERS[name]),
                }
            )
    return files, oversize


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, PART)):
        yield batch


def _write(path: Path, pieces: Sequence[bytes], writer: Writer) -> dict[str, Any]:
    """A gzip file without a time stamp in it; returns its size and SHA-256."""
    with path.open("wb") as raw:
        with gzip.GzipFile("", "wb", 6, raw, mtime=0) as out:
            out.write(writer.head)
            out.writelines(pieces)
            out.write(writer.tail)
        raw.flush()
        os.fsync(raw.fileno())  # on disk before the manifest that vouches for it
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _index(names: Sequence[str], publication: int, folder: Path) -> None:
    """index.json: the publication, and the manifests of each view, newest last."""
    views = [
        {
            "view": name,
            "manifests": [str(each.relative_to(folder)) for each in sorted((folder / name).glob("*/*/manifest.json"))],
        }
        for name in names
    ]
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / "index.json", {"publication": publication, "views": views})


def _put(path: Path, content: dict[str, Any]) -> None:
    """Write JSON whole or not at all; unchanged content is not written again."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if path.exists() and path.read_text("utf-8") == text:
        return
    partial = path.with_suffix(".partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)
