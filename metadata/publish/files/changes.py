"""What became of the files of each view, publication by publication: the memory behind the change lists.

Only the files that the manifests in the index name count. Told by the index alone, so that a run that was killed is
made good by the next one; time is that of publications.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from metadata.publish.catalogue import ALL
from metadata.publish.files import INDEX
from metadata.publish.files.disk import put, read, turn
from metadata.publish.files.drop import SUMS
from metadata.publish.files.dump import RDF
from metadata.times import TIME

KEPT = 60  # days that a change is told; who comes later takes the resource list
FOLDER = ".changes"  # in the folder of the files; hidden, so it is never served as a file
_NOTED = "index.json"  # the index that was noted last


class Held(NamedTuple):
    """A file that is there."""

    bytes: int
    sha256: str
    at: str  # when it came or changed


class Changed(NamedTuple):
    """What became of a file."""

    path: str  # from the folder of the files
    what: str  # created, updated or deleted
    at: str


class Files(NamedTuple):
    """The files of a view by path, and their changes, oldest first; `since`: from when on every change is told."""

    since: str
    held: Mapping[str, Held]
    changes: tuple[Changed, ...]


class Named(NamedTuple):
    """What the index names: when it was made, and the views that have files."""

    at: str
    views: tuple[str, ...]


def note_changes(folder: Path) -> None:
    """Compare the files that the index names with those it named before. Raises PipelineError."""
    with turn(folder):
        index, noted = read(folder / INDEX), folder / FOLDER / _NOTED
        if not index or index == read(noted):
            return
        noted.parent.mkdir(exist_ok=True)
        dump = [index[RDF]] if RDF in index else []
        views = {
            each["view"]: _named(folder, [*each["manifests"], *(dump if each["view"] == ALL else ())])
            for each in index["views"]
        }
        files = {view: _noted(files_of(folder, view), named, index["at"]) for view, named in views.items()}
        put({_path(folder, view): _as_json(each) for view, each in files.items()})
        put({noted: index})


def files_of(folder: Path, view: str) -> Files | None:
    """What was noted of a view; None where nothing was."""
    found = read(_path(folder, view))
    if not found:
        return None
    held = {path: Held(*each) for path, each in found["held"].items()}
    return Files(found["since"], held, tuple(Changed(*each) for each in found["changes"]))


def named_in(folder: Path) -> Named:
    """What the index names that was noted last; nothing before the first."""
    index = read(folder / FOLDER / _NOTED)
    return Named(index.get("at", ""), tuple(str(each["view"]) for each in index.get("views", ())))


def _path(folder: Path, view: str) -> Path:
    return folder / FOLDER / f"view-{view}.json"


def _as_json(files: Files) -> dict[str, Any]:
    return files._asdict() | {"changes": list(files.changes)}


def _named(folder: Path, manifests: list[str]) -> Iterator[tuple[str, int, str]]:
    """(path, bytes, sha256) of every file of these drops."""
    for path in manifests:
        manifest, drop = read(folder / path), path.rpartition("/")[0]
        for each in (*manifest["files"], *manifest.get("tombstones", ())):
            yield f"{drop}/{each['name']}", each["bytes"], each["sha256"]
        for beside in (f"{drop}/{SUMS}", path):
            content = (folder / beside).read_bytes()
            yield beside, len(content), sha256(content).hexdigest()


def _noted(before: Files | None, named: Iterator[tuple[str, int, str]], at: str) -> Files:
    old = before.held if before else {}
    held = {}
    for path, size, digest in named:
        known = old.get(path)
        held[path] = known if known and (known.bytes, known.sha256) == (size, digest) else Held(size, digest, at)
    changes = [Changed(path, "deleted", at) for path in old if path not in held]
    new = ((path, "updated" if path in old else "created") for path, each in held.items() if each != old.get(path))
    changes += [Changed(path, what, at) for path, what in new]
    if before is None or not changes:
        return before or Files(at, held, tuple(changes))
    horizon = (datetime.strptime(at, TIME) - timedelta(days=KEPT)).strftime(TIME)
    since = max(before.since, horizon)
    return Files(since, held, tuple(each for each in (*before.changes, *changes) if each.at >= since))
