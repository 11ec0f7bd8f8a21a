"""refresh: new dumps → a new index, if they are sound; the one before stays until then, and after a failure.

What is fetched is streamed, hashed and capped as a vendor's delivery is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from metadata.connections import Connect
from metadata.errors import ConfigError, EmatError
from metadata.fetch import LISTERS, budget_of
from metadata.fetch.budget import Budget
from metadata.fetch.download import download
from metadata.fetch.names import safe_name
from metadata.fetch.remote import Place, Remote
from metadata.sources import AnySource, FolderSource
from metadata.store import lookups
from metadata.vocabularies.build import (
    EXCERPTS,
    Arrived,
    Built,
    Dumps,
    assemble,
    build_part,
    version_of_excerpts,
)
from metadata.vocabularies.changes import Changes, asked_for, changes_of
from metadata.vocabularies.declared import Declared, load_declared
from metadata.vocabularies.index import Index, Version
from metadata.vocabularies.shelf import Shelf
from transforms.enrich.lookups import keys_of_texts

if TYPE_CHECKING:
    from metadata.home import Home

MOST_LOST = 0.10  # share of the concepts of a vocabulary that may go at once
MOST_CHANGED = 0.01  # share whose headings may go or change without a person's consent (identifiers.md §6.2)
BETWEEN = "\t"  # name and mark of a dump
EMPTY = Version("", "", "", "", 0, 0, "")


class Outcome(NamedTuple):
    """What a refresh did with one vocabulary."""

    state: str  # new, unchanged, absent (no dump in the folder), refused (shrunken, or too much would change), failed
    reason: str = ""
    built: Built | None = None
    changes: Changes = Changes()


class Refreshed(NamedTuple):
    """What a refresh did."""

    vocabularies: Mapping[str, Outcome]
    path: Path | None  # of the index that counts now
    asked: frozenset[str]  # URIs and labels that are answered otherwise now


@dataclass(frozen=True, slots=True)
class Look:
    """How one refresh is done."""

    shelf: Shelf
    now: str  # ISO 8601
    connect: Connect
    wanted: Collection[str] = ()  # vocabularies; all, where empty
    folder: Path | None = None  # dumps are taken from here and not from their sources
    agreed: bool = False  # a person wants the change, however much it is


def refresh(look: Look) -> Refreshed:
    """Look for new dumps, build an index of them and let it count. Raises ConfigError.

    A vocabulary that fails, has shrunk or would change too much is told of and left as it was; the others are taken.
    """
    shelf, declared = look.shelf, load_declared(look.shelf.schemas)
    if unknown := [each for each in look.wanted if each not in declared]:
        raise ConfigError(f"schemas/vocabularies.yml has no {', '.join(unknown)}; it has {', '.join(declared)}")
    shelf.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".arriving-", dir=shelf.folder) as name:
        work = Path(name)
        before = shelf.current() or _of_excerpts(shelf, work)
        with closing(Index(before)) as index:
            known = index.versions()
        outcomes = {
            each.id: _one(look, each, before, known.get(each.id, EMPTY), work)
            for each in declared.values()
            if each.id in (look.wanted or declared)
        }
        taken = {each: work / f"{each}.part" for each, outcome in outcomes.items() if outcome.state == "new"}
        if not taken and known[EXCERPTS].version == version_of_excerpts(shelf.schemas / "vocabularies"):
            return Refreshed(outcomes, shelf.current(), frozenset())
        whole = work / "whole"
        assemble(whole, taken, shelf.schemas / "vocabularies", before)
        different = frozenset[str]().union(*(changes_of(before, whole, each).all for each in (*taken, EXCERPTS)))
        asked = asked_for(before, whole, different)
        return Refreshed(outcomes, shelf.put(whole), asked)


def renew_asked(home: Home, asked: Collection[str]) -> int:
    """Have the next run refine anew what asked for one of these URIs or labels; returns how many records these are."""
    if not asked:
        return 0
    with home.store.write() as connection:
        return lookups.renew(connection, keys_of_texts(asked))


def _of_excerpts(shelf: Shelf, work: Path) -> Path:
    """What counted before the first refresh: the excerpts that are shipped."""
    path = work / "excerpts"
    assemble(path, {}, shelf.schemas / "vocabularies", None)
    return path


def _one(look: Look, declared: Declared, before: Path, known: Version, work: Path) -> Outcome:
    """Fetch, build and judge one vocabulary; its part is left in the work folder."""
    try:
        dumps = _arrived(look, declared, known, work / declared.id)
        if dumps is None or (dumps.files and dumps.version == known.version):
            return Outcome("unchanged")
        if not dumps.files:
            return Outcome("absent", f"no file of {', '.join(each.pattern for each in declared.files)}")
        part = work / f"{declared.id}.part"
        built = build_part(part, dumps)
        changes = changes_of(before, part, declared.id)
        reason = "" if look.agreed else _doubt(built, changes, known)
        return Outcome("refused" if reason else "new", reason, built, changes)
    except EmatError as error:
        return Outcome("failed", str(error))


def _doubt(built: Built, changes: Changes, known: Version) -> str:
    """Why a person should look before this vocabulary counts; "" where nothing is odd."""
    if not built.concepts:
        return "no concept in it"
    if built.concepts < known.concepts * (1 - MOST_LOST):
        return f"it has shrunk from {known.concepts} to {built.concepts} concepts"
    touched = {uri for uri, *_ in changes.reworded} | set(changes.gone)
    if known.concepts and len(touched) > known.concepts * MOST_CHANGED:
        return f"{len(touched)} of {known.concepts} concepts are gone or have another preferred label"
    return ""


def _arrived(look: Look, declared: Declared, known: Version, folder: Path) -> Dumps | None:
    """The dumps of a vocabulary as files of ours; None where the source says that nothing is new."""
    source: AnySource = declared.fetch
    if look.folder is not None:
        source = FolderSource(kind="folder", path=str(look.folder.resolve()))
    budget = budget_of(source)
    name, _, mark = known.mark.partition(BETWEEN)
    with ExitStack() as held:
        credentials = look.connect(source.connection)
        place = Place(
            look.shelf.folder.parent / "inbox", credentials, "", budget, {name: mark} if mark else {}, held=held
        )
        found = _of_vocabulary(declared, LISTERS[source.kind](source, place))
        marked = [each for each, _ in found if each.mark]
        told = BETWEEN.join((marked[0].name, marked[0].mark)) if len(found) == len(marked) == 1 else ""
        if told and told == known.mark:
            return None
        files = tuple(_kept(each, language, folder, budget) for each, language in found)
    return Dumps(declared, files, told, look.now)


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
