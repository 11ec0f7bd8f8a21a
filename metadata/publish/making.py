"""Makes titles of their records: merged, linked, mended, judged, packed and rendered. Pure: any process can do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from metadata.members import Stored
from metadata.publish.lost import with_lost
from metadata.publish.policies import Policies
from metadata.publish.polish import Polished, polished
from metadata.publish.rendering import Rendering, rendered
from transforms.merge.decisions import NOTHING_DECIDED, Decided
from transforms.merge.form_links import link_issues, with_forms
from transforms.merge.lost import Lost
from transforms.merge.merge import merge
from transforms.merge.other_forms import NOTHING, Known
from transforms.merge.provenance import packed
from transforms.merge.stamp import content_hash
from transforms.merge.works_758 import UNKNOWN, OfWork, with_works
from transforms.publish.audience import audience_of
from transforms.publish.showing import same_but_summary
from transforms.record import Field, Issue, Record


class Last(NamedTuple):
    """What was last published of a title that is not deleted."""

    hash: bytes
    record: str  # packed
    provenance: Any = None  # only where a field may be lost (P05)


class Asked(NamedTuple):
    """All that a title is made of; it can be sent to another process."""

    title_id: str
    media: str
    members: Sequence[Stored]
    created: str  # when it was first seen
    former: Sequence[str] = ()  # titles that were merged into it
    work: OfWork = UNKNOWN
    known: Known = NOTHING
    decided: Decided = NOTHING_DECIDED
    kept: frozenset[Field] = frozenset()  # what people set in its records
    last: Last | None = None
    about: bytes = b""  # where its records were harvested: metadata/publish/origins.py


class Version(NamedTuple):
    """What is kept of a title that says something else than before."""

    hash: bytes
    record: str
    provenance: dict[str, Any]
    rendering: Rendering
    of_summary: bool  # True if it differs from the last one, of a live title, in 520 alone


class Made(NamedTuple):
    """A title as it is to be published."""

    title_id: str
    base: tuple[str, str]  # vendor and vendor's id of the record whose description it has
    language: str  # 008/35-37
    audience: str  # transforms/publish/audience.py
    issues: tuple[Issue, ...]
    score: float | None
    lost: tuple[str, ...]  # tags of fields that are kept although nothing accounts for losing them
    version: Version | None  # None: it says what it said before


def made(asked: Asked, by: Policies) -> Made:
    """Make a title of its records; by the same policies it comes out the same wherever it is made."""
    done, last = _polished(asked, by), asked.last
    gone: Sequence[Lost] = ()
    if last is not None and last.provenance is not None:
        done, gone = with_lost(done, last.record, last.provenance, asked.members)
    record, source = done.merged.record, done.merged.leader.source
    return Made(
        asked.title_id,
        (source.vendor, source.vendor_id),
        record.at("008", 35, 38),
        audience_of(record),
        done.issues,
        done.score,
        tuple(each.field.tag for each in gone),
        _version(asked, done),
    )


def _polished(asked: Asked, by: Policies) -> Polished:
    """The record of a title, merged of its members, linked and mended."""
    kept = asked.kept.union(*(each.fields for each in asked.decided.set))
    before = [by.links.prefix + each for each in asked.former]
    merged = merge([each.unpacked() for each in asked.members], by.merge, asked.decided, before)
    linked = with_works(with_forms(merged, asked.known, kept, by.links), asked.work, by.links.works)
    done = polished(linked, asked.media, asked.title_id, kept, by.polish)
    return done._replace(issues=(*done.issues, *link_issues(linked.record, asked.known, by.links)))


def _version(asked: Asked, done: Polished) -> Version | None:
    record = done.merged.record
    digest, last = content_hash(record), asked.last
    if last is not None and last.hash == digest:
        return None
    of_summary = last is not None and same_but_summary(Record.unpack(last.record), record)
    rendering = rendered(record, asked.created, asked.about)
    return Version(digest, record.pack(), packed(done.merged), rendering, of_summary)
