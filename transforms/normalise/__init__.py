"""Normalisation: the steps that make one vendor's MARC look like everybody's.

Which run, in which order, is data: schemas/normalise.yml. Each step is a pure, idempotent function; running them twice
gives the same record. What they did is told as Changes, for provenance and the record's story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from transforms.normalise.agency_040 import agency_040
from transforms.normalise.constants import constants
from transforms.normalise.context import E_MEDIA, Context, Run
from transforms.normalise.control_001 import control_001
from transforms.normalise.control_008 import control_008
from transforms.normalise.extent_300 import extent_300
from transforms.normalise.form import form
from transforms.normalise.headings import headings
from transforms.normalise.isbn import isbn
from transforms.normalise.language import language
from transforms.normalise.languages_546 import languages_546
from transforms.normalise.links_856 import links_856
from transforms.normalise.local_fields import local_fields
from transforms.normalise.names import names
from transforms.normalise.notes import notes
from transforms.normalise.old_fields import old_fields
from transforms.normalise.order import order
from transforms.normalise.performers_511 import performers_511
from transforms.normalise.plan import Plan, Step, read_plan
from transforms.normalise.terms_33x import terms_33x
from transforms.normalise.terms_34x import terms_34x
from transforms.normalise.text import text
from transforms.normalise.title_245 import title_245
from transforms.normalise.vendor_fields import lookups, vendor_added, vendor_fields
from transforms.normalise.wording import wording
from transforms.record import Field, Record

__all__ = ["E_MEDIA", "STEPS", "Change", "Context", "Plan", "Step", "Trace", "changes_of", "load_plan", "normalise"]

STEPS: Mapping[str, Run] = MappingProxyType(
    {
        "control_008": control_008,
        "text": text,
        "local_fields": local_fields,
        "vendor_fields": vendor_fields,
        "lookups": lookups,
        "control_001": control_001,
        "agency_040": agency_040,
        "form": form,
        "terms_33x": terms_33x,
        "terms_34x": terms_34x,
        "extent_300": extent_300,
        "old_fields": old_fields,
        "wording": wording,
        "isbn": isbn,
        "language": language,
        "names": names,
        "title_245": title_245,
        "headings": headings,
        "notes": notes,
        "constants": constants,
        "languages_546": languages_546,
        "performers_511": performers_511,
        "links_856": links_856,
        "vendor_added": vendor_added,
        "order": order,
    }
)
SETTLES_LANGUAGE = "agency_040"


def load_plan(schemas: Path) -> Plan:
    """The order of `schemas`/normalise.yml. Raises OSError or ValueError."""
    return read_plan(schemas / "normalise.yml", STEPS)


class Change(NamedTuple):
    """What one step did to one field, in mnemonic form; "" before an added and after a dropped field."""

    step: str
    tag: str
    before: str
    after: str


Trace = tuple[tuple[str, Record, Record], ...]  # step, the record before it, the record after it


def normalise(record: Record, context: Context) -> tuple[Record, Trace]:
    """Run the steps that suit the media; the record itself and no trace when nothing was to be done."""
    trace = []
    for name, step in context.tables.normalisation.runs[context.is_online]:
        after = step(record, context)
        if after is not record:
            trace.append((name, record, after))
            record = after
        if name == SETTLES_LANGUAGE:  # 040 $b tells it from now on: the steps behind need not look for it again
            written = context.language(record)
            context = Context(context.profile, context.media, context.tables, context.chosen, written, context.calendar)
    return record, tuple(trace)


def changes_of(trace: Trace) -> tuple[Change, ...]:
    """The trace told field by field: only where somebody reads it, for it costs more than normalising."""
    return tuple(change for step in trace for change in _changes(*step))


def _changes(step: str, before: Record, after: Record) -> Iterator[Change]:
    """Fields that went and came, paired within a tag; a mere change of order is no change of a field."""
    if before.leader != after.leader:
        yield Change(step, "LDR", before.leader, after.leader)
    gone = _by_tag(before.fields, after.fields)
    came = _by_tag(after.fields, before.fields)
    for tag in sorted(gone.keys() | came.keys()):
        for old, new in zip_longest(gone.get(tag, ()), came.get(tag, ()), fillvalue=""):
            yield Change(step, tag, old, new)


def _by_tag(fields: Iterable[Field], others: Iterable[Field]) -> dict[str, list[str]]:
    """The fields that are not among the others, in mnemonic form by tag."""
    left = Counter(others)
    result: dict[str, list[str]] = {}
    for each in fields:
        if left[each] > 0:
            left[each] -= 1
        else:
            result.setdefault(each.tag, []).append(str(each))
    return result
