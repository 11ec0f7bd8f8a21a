"""What people decided about titles (metadata/curation.py), as it stands when a title is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata.store import choices
from metadata.store.choices import Choice
from transforms.merge.decisions import NOTHING_DECIDED, Decided, Forbidden, SetField

KIND = "title"
SUPPRESS, SET, FORBID = "suppress", "set-field", "forbid-field"


class Curated(NamedTuple):
    """What people decided about a title, beside which records it has."""

    suppressed: bool = False
    fields: Decided = NOTHING_DECIDED


NOTHING_SAID = Curated()


def curated(connection: Connection, members: Mapping[str, Iterable[Row[Any]]]) -> dict[str, Curated]:
    """What is decided about titles that have these records: by title; those about which nothing is are left out."""
    said = [each for each in choices.listed(connection, kinds=(KIND,)) if each.verdict in (SUPPRESS, SET, FORBID)]
    if not said:
        return {}
    by_label: dict[str, list[Choice]] = defaultdict(list)
    for choice in said:
        for label in choice.value["titles"][0]:
            by_label[label].append(choice)
    found = {}
    for title_id, rows in members.items():
        own = {each.id: each for row in rows for each in by_label.get(f"{row.vendor}:{row.vendor_id}", ())}
        if own:
            found[title_id] = _curated([own[number] for number in sorted(own)])
    return found


def _curated(said: Sequence[Choice]) -> Curated:
    sets = tuple(
        SetField(str(each.id), each.value["tag"], tuple(each.value["values"])) for each in said if each.verdict == SET
    )
    forbidden = tuple(
        Forbidden(str(each.id), each.value["vendor"], each.value["tag"], each.value["code"])
        for each in said
        if each.verdict == FORBID
    )
    return Curated(any(each.verdict == SUPPRESS for each in said), Decided(sets, forbidden))
