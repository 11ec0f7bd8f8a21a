"""What every channel reads: a catalogue of views, each at one immutable publication.

Only the shapes: metadata/publish/views/ fills them from the store, tests from memory. A channel may
not look past them into the store, so that all channels say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from metadata.store.families import Family
from transforms.merge.works_758 import OfWork
from transforms.record import Record

ALL = "all"  # the view of every title; every other is named by the ISIL of its library


class Entry(NamedTuple):
    """One title in a view, as the header of an OAI-PMH record tells it."""

    datestamp: str  # "2026-11-22T01:02:03Z"
    title_id: str  # 27 characters of 0-9A-Z
    deleted: bool
    sets: tuple[str, ...]  # setSpecs the title belongs to now; parents are implied by ":"
    left: tuple[str, ...]  # setSpecs it belonged to and left: in that set it is shown as deleted
    first: str = ""  # datestamp of its first publication in this view, which later changes do not move


class Span(NamedTuple):
    """What a list request selects: bounds are inclusive, in seconds; "" is open."""

    start: str = ""
    until: str = ""
    set: str = ""


EVERYTHING = Span()


class Metadata(NamedTuple):
    """A live title in one form, and the `about` element that tells where its records were harvested; XML to splice."""

    xml: bytes = b""
    about: bytes = b""  # empty where they came otherwise


NO_METADATA = Metadata()


class Page(NamedTuple):
    """Some entries of a list, with the metadata of the live ones where it was asked for, and where the list goes on."""

    entries: Sequence[tuple[Entry, Metadata]]
    after: str  # behind the last entry; for the next call of `View.page`


class View(Protocol):
    """One view at one publication; immutable, so all its answers fit together."""

    name: str  # "all" or an ISIL
    publication: int

    def count(self, span: Span) -> int:
        """How many entries the span selects, deleted ones included."""

    def page(self, span: Span, after: str, limit: int, form: str = "") -> Page:
        """At most `limit` entries in the order of the list, behind `after` ("": from its beginning).

        `form` is "marcxml" (a `record` element with its namespace) or "oai_dc", ready to splice.
        """

    def entries(self, span: Span = EVERYTHING) -> Iterator[Entry]:
        """Every entry of the span, in the order of the list."""

    def live(self) -> list[str]:
        """The ids of the live titles, ascending."""

    def entry(self, title_id: str) -> Entry | None:
        """The entry of a title; None where this view never had it."""

    def entries_of(self, title_ids: Sequence[str]) -> Mapping[str, Entry]:
        """The entries of these titles, of those that the view has or had."""

    def metadata(self, title_id: str, form: str) -> Metadata:
        """The metadata of a live title, as in `page`."""

    def digest(self) -> str:
        """A hash that is equal for two publications between which the view did not change."""

    def records(self, title_ids: Sequence[str]) -> Mapping[str, Record]:
        """The MARC records of these titles as this view shows them; the stubs of deleted ones."""

    def record(self, title_id: str) -> Record | None:
        """The record of one title."""

    def sets(self) -> Sequence[tuple[str, str]]:
        """(setSpec, setName) of every set ever used, parents included."""


class NotAtHand(Exception):  # noqa: N818 - no error: it is there a while later
    """A view would have to be made first, which takes a while."""


class Catalogue(Protocol):
    """The published views."""

    def names(self) -> Sequence[str]:
        """The names of the views: "all", then the ISILs."""

    def view(self, name: str, publication: int | None = None) -> View | None:
        """A view at a publication, by default the current one; None when unknown or no longer kept.

        Before the first publication it is the empty publication 0.
        """

    def at_hand(self) -> Catalogue | None:
        """The same for who may not wait: its `view` raises NotAtHand; None where reading itself may be waiting."""

    def redirect(self, title_id: str) -> str | None:
        """The title that a merge put in the place of this one."""

    def earliest(self) -> str:
        """A datestamp not later than any that is served."""

    def family(self, level: str, id: str) -> Family | None:
        """An expression (E) or a work (W) and its titles; None where there never was one of that id."""

    def of_works(self, title_ids: Iterable[str]) -> Mapping[str, OfWork]:
        """The work and the expression of each of these titles, with empty ids where it has none."""

    def changed(self) -> str:
        """When the current publication was made, as a datestamp; "" before the first."""
