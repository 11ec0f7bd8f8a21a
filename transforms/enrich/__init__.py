"""Enrichment: shared identifiers that a record can be given with certainty; what is doubtful is left for people.

Which steps run, and in which order, is data: schemas/enrich.yml, read as schemas/normalise.yml is. Every step is pure
and idempotent; vocabularies are asked through `tables.vocabulary`, never over a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from transforms.enrich.issn_l import issn_l
from transforms.enrich.names import names
from transforms.enrich.subjects import subjects
from transforms.enrich.trade_subjects import trade_subjects
from transforms.normalise import Context, Trace
from transforms.normalise.context import Run
from transforms.normalise.plan import Plan, read_plan
from transforms.record import Record

__all__ = ["STEPS", "enrich", "load_enrichment"]

STEPS: Mapping[str, Run] = MappingProxyType(
    {"issn_l": issn_l, "names": names, "subjects": subjects, "trade_subjects": trade_subjects}
)


def load_enrichment(schemas: Path) -> Plan:
    """The order of `schemas`/enrich.yml. Raises OSError or ValueError."""
    return read_plan(schemas / "enrich.yml", STEPS)


def enrich(record: Record, context: Context, plan: Plan) -> tuple[Record, Trace]:
    """Run the steps that suit the media; the record itself and no trace when nothing was to be added."""
    trace = []
    for name, step in plan.runs[context.is_online]:
        after = step(record, context)
        if after is not record:
            trace.append((name, record, after))
            record = after
    return record, tuple(trace)
