"""New dumps of a vocabulary from its source, as files of ours: streamed, hashed and capped as deliveries are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from fnmatch import fnmatch
from pathlib import Path

from metadata.connections import Connect
from metadata.fetch import LISTERS, budget_of
from metadata.fetch.budget import Budget
from metadata.fetch.download import download
from metadata.fetch.names import safe_name
from metadata.fetch.remote import Place, Remote
from metadata.sources import AnySource, FolderSource
from metadata.vocabularies.build import Arrived, Dumps
from metadata.vocabularies.declared import Declared

BETWEEN, BEHIND = "\t", "\n"  # name and mark of a dump; one dump and the next


def arrived(
    declared: Declared, known: str, inbox: Path, folder: Path, connect: Connect, instead: Path | None, now: str
) -> Dumps | None:
    """The dumps of a vocabulary in `folder`, none where its source has none; None where that says that nothing is new.

    `known`: the mark of the version that counts; `inbox`: where relative folders begin; `instead`: a folder to look in
    instead of the source. Raises SourceError and ConfigError.
    """
    source: AnySource = declared.fetch
    if instead is not None:
        source = FolderSource(kind="folder", path=str(instead.resolve()))
    budget = budget_of(source)
    with ExitStack() as held:
        place = Place(inbox, connect(source.connection), "", budget, _marks(known), held=held)
        found = _of_vocabulary(declared, LISTERS[source.kind](source, place))
        mark = _mark(each for each, _ in found)
        if mark and mark == known:
            return None
        files = tuple(_kept(each, language, folder, budget) for each, language in found)
    return Dumps(declared, files, mark, now)


def _marks(known: str) -> Mapping[str, str]:
    pairs = (line.partition(BETWEEN) for line in known.split(BEHIND) if line)
    return {name: mark for name, _, mark in pairs}


def _mark(remotes: Iterable[Remote]) -> str:
    """The marks of all dumps as one; "" where one of them has none: then only their bytes tell."""
    told = [(each.name, each.mark) for each in remotes]
    return BEHIND.join(map(BETWEEN.join, told)) if all(mark for _, mark in told) else ""


def _of_vocabulary(declared: Declared, remotes: Iterable[Remote]) -> list[tuple[Remote, str]]:
    """The files of a source that are dumps of the vocabulary, in the order of its patterns, each with its language."""
    there = list(remotes)
    named = [
        (each, str(dump.language)) for dump in declared.files for each in there if fnmatch(each.name, dump.pattern)
    ]
    return list({each.name: (each, language) for each, language in reversed(named)}.values())[::-1]


def _kept(remote: Remote, language: str, folder: Path, budget: Budget) -> Arrived:
    """Bring one dump; its path is its hash."""
    name = safe_name(remote.name)
    sha256, _ = download(remote, folder, budget, name)
    return Arrived(folder / sha256, name, language)
