"""refresh: new dumps, or what Finto tells of single concepts → a new index, if it is sound; the one before stays until
then, and after a failure.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from metadata.connections import Connect
from metadata.errors import ConfigError, EmatError, SourceError
from metadata.store import lookups
from metadata.vocabularies.amend import amendment_of
from metadata.vocabularies.arrivals import arrived
from metadata.vocabularies.build import (
    Built,
    amend_part,
    assemble,
    build_part,
    version_of_excerpts,
)
from metadata.vocabularies.changes import Changes, asked_for, changes_of, write_used
from metadata.vocabularies.declared import Declared, load_declared, wanted_of
from metadata.vocabularies.index import Index, Version
from metadata.vocabularies.shelf import Shelf
from metadata.vocabularies.tables import EXCERPTS

if TYPE_CHECKING:
    from metadata.home import Home

MOST_LOST = 0.10  # share of the concepts of a vocabulary that may go, or get other labels, at once
MOST_CHANGED = 0.01  # share of the headings in use that may go or change without a person's consent
EMPTY = Version("", "", "", "", 0, 0, 0, "")


class Outcome(NamedTuple):
    """What a refresh did with one vocabulary."""

    state: str  # new, unchanged, absent (no dump there), refused (shrunken, or too much would change), failed
    reason: str = ""
    built: Built | None = None
    changes: Changes = Changes()
    waits: bool = False  # the source did not give it tonight: nobody need do anything but look again


class Refreshed(NamedTuple):
    """What a refresh did."""

    vocabularies: Mapping[str, Outcome]
    path: Path | None  # of the index that counts now
    asked: array[int]  # keys (transforms/enrich/lookups.py) of what is answered otherwise now


def nothing() -> Iterable[tuple[int, int]]:
    """No record has asked for anything."""
    return ()


def silent(vocabulary: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one refresh is done."""

    shelf: Shelf
    now: str  # ISO 8601
    connect: Connect
    wanted: Collection[str] = ()  # vocabularies; all, where empty
    folder: Path | None = None  # dumps are taken from here and not from their sources
    agreed: bool = False  # a person wants the change, however much it is
    incremental: bool = False  # single concepts from the services of vocabularies, not dumps
    used: Callable[[], Iterable[tuple[int, int]]] = nothing  # keys that records have asked for, and how often
    progress: Callable[[str], None] = silent  # told which vocabulary is looked at now


def refresh(look: Look) -> Refreshed:
    """Look for new dumps, build an index of them and let it count.

    Raises ConfigError and PipelineError; SourceError while another refresh is at work. A vocabulary that fails, has
    shrunk or would change too much is told of and left as it was; the others are taken.
    """
    shelf = look.shelf
    wanted = wanted_of(load_declared(shelf.schemas), look.wanted)
    with shelf.work() as work:
        excerpts = shelf.schemas / "vocabularies"
        with closing(open_index(shelf, work)) as index:
            before, known = index.path, index.versions()
        one = _One(look, before, work)
        outcomes = {each.id: one.outcome(each, known.get(each.id, EMPTY)) for each in wanted}
        taken = {each: one.part(each) for each, outcome in outcomes.items() if outcome.state == "new"}
        if not taken and known[EXCERPTS].version == version_of_excerpts(excerpts):
            return Refreshed(outcomes, before if before.parent == shelf.folder else None, array("q"))
        whole = work / "whole"
        assemble(whole, taken, excerpts, before)
        asked = asked_for(before, whole, (*taken, EXCERPTS))
        return Refreshed(outcomes, shelf.put(whole), asked)


def used_in(home: Home) -> Iterator[tuple[int, int]]:
    """The keys that the records of an installation have asked for, and how often."""
    with home.store.read() as connection:
        yield from lookups.times(connection)


def renew_asked(home: Home, asked: Collection[int]) -> int:
    """Have the next run refine anew what asked for one of these keys; returns how many records these are."""
    if not asked:
        return 0
    with home.store.write() as connection:
        return lookups.renew(connection, asked)


def open_index(shelf: Shelf, work: Path) -> Index:
    """The index that counts; where there is none, or none of this release, one of the excerpts, made in `work`."""
    try:
        if (path := shelf.current()) is not None:
            return Index(path)
    except ConfigError:  # it is gone, or of another release: the next refresh makes it anew
        pass
    assemble(work / "excerpts", {}, shelf.schemas / "vocabularies", None)
    return Index(work / "excerpts")


class _One:
    """Fetches, builds and judges one vocabulary after the other; their parts are left in the work folder."""

    def __init__(self, look: Look, before: Path, work: Path) -> None:
        self._look, self._before, self._work = look, before, work

    def part(self, name: str) -> Path:
        """Where the index of one vocabulary is built."""
        return self._work / f"{name}.part"

    def outcome(self, declared: Declared, known: Version) -> Outcome:
        """What becomes of a vocabulary, of which a version is known or EMPTY."""
        self._look.progress(declared.id)
        try:
            build = self._amended if self._look.incremental else self._from_dumps
            built = build(declared, known)
            if isinstance(built, Outcome):
                return built
            if not built.concepts:  # nobody can want that: every heading would be one that the vocabulary does not have
                return Outcome("failed", "no concept in it")
            changes = changes_of(self._before, self.part(declared.id), declared.id, self._used())
        except EmatError as error:
            return Outcome("failed", str(error))
        if self._look.incremental and changes == Changes():
            return Outcome("unchanged")
        reason = "" if self._look.agreed else _doubt(built, changes, known)
        return Outcome("refused" if reason else "new", reason, built, changes)

    def _from_dumps(self, declared: Declared, known: Version) -> Built | Outcome:
        look, folder = self._look, self._work / declared.id
        inbox = look.shelf.folder.parent / "inbox"
        try:
            dumps = arrived(declared, known.mark, inbox, folder, look.connect, look.folder, look.now)
        except SourceError as error:
            return Outcome("failed", str(error), waits=True)
        if dumps is None or (dumps.files and dumps.version == known.version):
            return Outcome("unchanged")
        if not dumps.files:
            return Outcome("absent", f"no file of {', '.join(each.pattern for each in declared.files)}")
        return build_part(self.part(declared.id), dumps)

    def _amended(self, declared: Declared, known: Version) -> Built | Outcome:
        if not known.loaded:
            return Outcome("absent", "no dump of it is loaded")
        try:
            amendment = amendment_of(declared, known.loaded, self._look.connect, self._look.now)
        except SourceError as error:
            return Outcome("failed", str(error), waits=True)
        if amendment is None:
            return Outcome("unchanged")
        return amend_part(self.part(declared.id), amendment, self._before)

    def _used(self) -> Path:
        """What records have asked for, written down once."""
        path = self._work / "used"
        if not path.exists():
            write_used(path.with_suffix(".part"), self._look.used())
            path.with_suffix(".part").replace(path)
        return path


def _doubt(built: Built, changes: Changes, known: Version) -> str:
    """Why a person should look before this vocabulary counts; "" where nothing is odd."""
    if built.concepts < known.concepts * (1 - MOST_LOST):
        return f"it has shrunk from {known.concepts} to {built.concepts} concepts"
    if changes.headings_touched > changes.headings * MOST_CHANGED:
        share = changes.headings_touched / changes.headings
        return f"{changes.headings_touched} of {changes.headings} headings in use ({share:.1%}) would go or change"
    most = MOST_LOST if changes.headings else MOST_CHANGED
    if known.concepts and changes.touched > known.concepts * most:
        return f"{changes.touched} of {known.concepts} concepts are gone, replaced or have another preferred label"
    return ""
