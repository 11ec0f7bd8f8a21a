"""The file drops: for each view a full one and, publication by publication, what changed; one index of them all.

A drop appears when it is whole, the index and each view's latest.json are changed by rename, and only then is anything
taken away. The same publications give the same bytes, so a rerun after a crash ends with what was meant.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from metadata.errors import PipelineError
from metadata.publish.catalogue import ALL, EVERYTHING, Catalogue, Span, View
from metadata.publish.files.chain import LATEST, Chain, chain_of, is_small, settled, standing
from metadata.publish.files.disk import MAKING, put, read, turn
from metadata.publish.files.drop import Drop, write_drop
from metadata.publish.files.policy import USUAL, FilesPolicy, Shapes
from metadata.times import TIME

INDEX = "index.json"
NO_SHAPES: Shapes = MappingProxyType({})


class Current(NamedTuple):
    """The current publication."""

    publication: int
    at: str  # "2026-11-22T01:02:03Z"


def write_files(
    catalogue: Catalogue,
    current: Callable[[], Current],
    folder: Path,
    policy: FilesPolicy,
    shapes: Shapes = NO_SHAPES,
) -> list[str]:
    """Write the drops of each view that changed, then the index; returns the manifests that are new.

    `current` is asked when the writer before is done. Raises PipelineError when the files cannot be written; what was
    there before is then served as it was.
    """
    with turn(folder):
        now, made = current(), list[str]()
        if now.publication and not _stands(now.publication, catalogue.names(), folder):
            made = _Writing(catalogue, now, folder, policy, shapes).write()
        _sweep(folder)
        return made


def beyond(folder: Path, publication: int) -> dict[str, list[dict[str, str]]]:
    """The records that a format cannot hold, as the newest drop of every title at this publication lists them."""
    latest = read(folder / ALL / LATEST)
    paths = [latest["full"], *reversed(latest["deltas"])] if latest else []
    manifests = (read(folder / each) for each in paths)
    found = next((each for each in manifests if each.get("publication") == publication), {})
    return {name: found.get(name, []) for name in ("oversize", "unencodable")}


def _stands(publication: int, views: Sequence[str], folder: Path) -> bool:
    """True if the index, which is written last, is of this publication and these views, and all it names is there."""
    index = read(folder / INDEX)
    if index.get("publication") != publication or [each["view"] for each in index["views"]] != list(views):
        return False
    return all((folder / each).exists() for each in _named(index))


def _named(index: dict[str, Any]) -> Iterator[str]:
    return (each for view in index.get("views", ()) for each in view["manifests"])


class _Writing:
    """The drops of one publication in the making."""

    def __init__(
        self, catalogue: Catalogue, current: Current, folder: Path, policy: FilesPolicy, shapes: Shapes
    ) -> None:
        self.catalogue, self.current, self.folder = catalogue, current, folder
        self.policy, self.shapes = policy, shapes
        self.chains = {each: self._chain(each) for each in catalogue.names()}
        self.made: list[str] = []

    def _chain(self, view: str) -> Chain:
        """What stands. Raises PipelineError where that is of a publication which the store does not know."""
        chain = chain_of(view, self.folder / view)
        newest = chain.newest
        if (
            newest
            and (newest.publication, newest.at) != self.current
            and newest.publication >= self.current.publication
        ):
            raise PipelineError(
                f"{self.folder / view} has files of publication {newest.publication} ({newest.at}), but the store "
                f"is at {self.current.publication} ({self.current.at}): if an older store was put in its place, move "
                f"{self.folder} away, and full files are written anew"
            )
        return chain

    def write(self) -> list[str]:
        """Deltas of every view first, then the fulls that are due, then what names them."""
        for name in self.chains:
            self._write_delta(name)
        for name in self._due():
            self._write_full(name)
        kept = {name: chain.kept(self.current.at, self.policy) for name, chain in self.chains.items()}
        put({path: each for name in kept for path, each in settled(name, self.folder / name, kept[name]).items()})
        views = [
            {"view": name, "manifests": [f"{name}/{each.manifest}" for each in drops]} for name, drops in kept.items()
        ]
        now = {"publication": self.current.publication, "at": self.current.at, "views": views}
        put({self.folder / INDEX: read(self.folder / INDEX) | now})  # what else it names is not ours
        return self.made

    def _write_delta(self, name: str) -> None:
        """What changed in a view since its newest drop, if anything did."""
        newest = self.chains[name].newest
        if newest is None or newest.publication == self.current.publication:
            return
        view = self._view(name)
        since = Span(start=_second_after(newest.at))
        if view.count(since):
            self._write(view, Drop("delta", *self.current, newest.publication, since))

    def _due(self) -> list[str]:
        """The views that get a full drop now: the whole, small ones, and of the others as many as may be."""
        due = (name for name, chain in self.chains.items() if chain.is_full_due(*self.current, self.policy))
        return sorted(due, key=lambda each: (each != ALL, self._last(each), each))

    def _last(self, name: str) -> str:
        fulls = self.chains[name].fulls
        return fulls[-1].at if fulls else ""

    def _write_full(self, name: str) -> None:
        """Everything in a view, unless the libraries have had their share of this publication."""
        view, fulls = self._view(name), self.chains[name].fulls
        if name != ALL and self._spent() >= self.policy.full.most:
            size = fulls[-1].records if fulls else view.count(EVERYTHING)
            if not is_small(size, self.policy):
                return
        before = self.chains[name].before(self.current.publication)
        self._write(view, Drop("full", *self.current, before))

    def _spent(self) -> int:
        """Records in the larger full drops of libraries at this publication."""
        fulls = [chain.fulls[-1] for name, chain in self.chains.items() if name != ALL and chain.fulls]
        now = (each.records for each in fulls if each.publication == self.current.publication)
        return sum(each for each in now if not is_small(each, self.policy))

    def _write(self, view: View, drop: Drop) -> None:
        manifest = write_drop(view, drop, self.folder / view.name, self.shapes.get(view.name, USUAL), self.policy.gzip)
        chain = self.chains[view.name]
        new = standing(manifest, drop.name)
        self.chains[view.name] = Chain(view.name, (*chain.deltas, *chain.fulls, new))
        self.made.append(f"{view.name}/{new.manifest}")

    def _view(self, name: str) -> View:
        view = self.catalogue.view(name, self.current.publication)
        if view is None:
            raise PipelineError(f"there is no view {name} at publication {self.current.publication}")
        return view


def _second_after(at: str) -> str:
    """The first moment that a later publication can have."""
    return (datetime.strptime(at, TIME) + timedelta(seconds=1)).strftime(TIME)


def _sweep(folder: Path) -> None:
    """Take away what the index does not name: what is kept no longer, what a killed run left, views that are gone."""
    index = read(folder / INDEX)
    if not index:
        return
    named = {str(Path(each).parent) for each in _named(index)}
    views = {each["view"] for each in index["views"]}
    for latest in _ours(folder):
        view = latest.parent
        for each in (*view.glob("full/*"), *view.glob("delta/*"), view / MAKING):
            if str(each.relative_to(folder)) not in named:
                shutil.rmtree(each, ignore_errors=True)
        if view.name not in views:
            latest.unlink()
            for each in (view / "full", view / "delta", view):
                if each.is_dir() and not any(each.iterdir()):
                    each.rmdir()


def _ours(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob(f"*/{LATEST}"))
