"""What stands of a view's drops: how they hang together, when a full one is due, what is kept.

Everything is told by the manifests, and time by publications: a run that was killed is made good by the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from metadata.publish.catalogue import ALL
from metadata.publish.files.disk import read
from metadata.publish.files.drop import MANIFEST
from metadata.publish.files.policy import FilesPolicy

LATEST = "latest.json"  # in a view's folder: where its newest files are


class Standing(NamedTuple):
    """A drop that is there."""

    name: str  # "delta/5-6"
    kind: str
    publication: int
    previous: int | None
    at: str
    records: int
    deletes: int
    next: str | None  # the manifest of the delta that follows, from the folder of all files

    @property
    def manifest(self) -> str:
        """Its manifest, from the view's folder."""
        return f"{self.name}/{MANIFEST}"


class Chain:
    """The drops of a view that lead to its newest one, oldest first; one that a gap parts from it does not count."""

    def __init__(self, view: str, drops: Iterable[Standing]) -> None:
        self.view = view
        every = sorted(drops, key=lambda each: (each.publication, each.kind))
        reached = {every[-1].publication} if every else set()
        for each in reversed(every):
            if each.kind == "delta" and each.publication in reached and each.previous is not None:
                reached.add(each.previous)
        self.deltas = [each for each in every if each.kind == "delta" and each.publication in reached]
        self.fulls = [each for each in every if each.kind == "full" and each.publication in reached]

    @property
    def newest(self) -> Standing | None:
        """A drop of the publication that the view's drops reach."""
        return max((*self.fulls, *self.deltas), key=lambda each: each.publication, default=None)

    @property
    def since_full(self) -> list[Standing]:
        """The deltas that lead from the newest full drop to now."""
        begin = self.fulls[-1].publication if self.fulls else 0
        return [each for each in self.deltas if each.publication > begin]

    def before(self, publication: int) -> int | None:
        """The publication that the drops reached before this one."""
        every = [each.publication for each in (*self.fulls, *self.deltas) if each.publication < publication]
        return max(every, default=None)

    def is_full_due(self, publication: int, at: str, policy: FilesPolicy) -> bool:
        """True if the view, which may have a delta of this publication by now, is to get a full drop of it."""
        if not self.fulls:
            return True
        full, newest = self.fulls[-1], self.newest
        if newest is None or newest.publication != publication or full.publication == publication:
            return False
        changed = sum(each.records + each.deletes for each in self.since_full)
        return (
            is_small(full.records, policy)
            or changed >= policy.full.share * full.records
            or self._turn(at, policy) != self._turn(full.at, policy)
        )

    def _turn(self, at: str, policy: FilesPolicy) -> int:
        """Number of the span of days in which a time falls; the spans of libraries begin on different days."""
        days = policy.full.days
        day = datetime.fromisoformat(at).toordinal()
        return day // days.all if self.view == ALL else (day + crc32(self.view.encode())) // days.libraries

    def kept(self, at: str, policy: FilesPolicy) -> list[Standing]:
        """The drops that stay, deltas before fulls, each oldest first."""
        fulls = self.fulls[-policy.keep.fulls :]
        oldest = fulls[0].publication if fulls else 0
        return [
            *(each for each in self.deltas if each.publication > oldest or _age(each.at, at) <= policy.keep.days),
            *fulls,
        ]


def is_small(records: int, policy: FilesPolicy) -> bool:
    """True if so many records are written as a full drop each time."""
    return records <= policy.full.small


def _age(before: str, now: str) -> int:
    return (datetime.fromisoformat(now) - datetime.fromisoformat(before)).days


def chain_of(view: str, folder: Path) -> Chain:
    """The chain of a view by what stands in its folder."""
    return Chain(view, filter(None, (_standing(each, folder) for each in folder.glob(f"*/*/{MANIFEST}"))))


def _standing(path: Path, folder: Path) -> Standing | None:
    """A drop by its manifest; None for one that is damaged or not ours."""
    manifest = read(path)
    try:
        return standing(manifest, str(path.parent.relative_to(folder)))
    except (KeyError, TypeError, ValueError):
        return None


def standing(manifest: dict[str, Any], name: str) -> Standing:
    """A drop by its manifest. Raises KeyError, TypeError, ValueError."""
    previous, counts = manifest["previous"], manifest["counts"]
    datetime.fromisoformat(manifest["at"])
    return Standing(
        name,
        manifest["kind"],
        int(manifest["publication"]),
        None if previous is None else int(previous),
        manifest["at"],
        int(counts["records"]),
        int(counts["deletes"]),
        manifest["next"],
    )


def settled(view: str, folder: Path, kept: Sequence[Standing]) -> dict[Path, dict[str, Any]]:
    """What leads from drop to drop, by path: the next delta in each manifest, and the view's latest.json."""
    nexts = {each.previous: f"{view}/{each.manifest}" for each in kept if each.kind == "delta"}
    leads = {
        folder / each.manifest: {**read(folder / each.manifest), "next": nexts.get(each.publication)}
        for each in kept
        if each.next != nexts.get(each.publication)
    }
    fulls = [each for each in kept if each.kind == "full"]
    if not fulls:
        return leads
    latest = max(kept, key=lambda each: each.publication)
    since = [each for each in kept if each.kind == "delta" and each.publication > fulls[-1].publication]
    return leads | {
        folder / LATEST: {
            "view": view,
            "publication": latest.publication,
            "at": latest.at,
            "full": f"{view}/{fulls[-1].manifest}",
            "deltas": [f"{view}/{each.manifest}" for each in since],
        }
    }
