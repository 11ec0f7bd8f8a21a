"""The work and expression of a title as 758: `758 ## $i Manifestoitu teos: $4 http://rdaregistry… $1 https://…`."""

from __future__ import annotations

from typing import NamedTuple

from transforms.merge.members import OURS
from transforms.merge.policy import WorkLinks
from transforms.merge.provenance import LINK, Came, Merged, Way
from transforms.record import Field, Record

TAG = "758"
PATHS = {"W": "works", "E": "expressions"}  # level → what stands before the id in a URI of ours, in order of the fields


class OfWork(NamedTuple):
    """The ids of a title's work and expression; "" where it has none yet."""

    work_id: str = ""
    expression_id: str = ""


UNKNOWN = OfWork()


def with_works(merged: Merged, of: OfWork, links: WorkLinks) -> Merged:
    """The record with its work and expression, headed in the language of cataloguing, behind what it tells of others.

    A URI that the record has already, because a person set it, is not told twice.
    """
    if not links.address:
        return merged
    language = "swe" if merged.record.value("040", "b") == "swe" else "fin"
    uris = {level: f"{links.address}{PATHS[level]}/{id}" for level, id in zip(PATHS, of, strict=True) if id}
    told = {uri for field in merged.record.all(TAG) for uri in field.all("1")}
    made = [
        Field.data(TAG, "  ", "i", links.headings[level][language], "4", links.relationships[level], "1", uri)
        for level, uri in uris.items()
        if uri not in told
    ]
    if not made:
        return merged
    fields, came = merged.record.fields, merged.came
    place = sum(field.tag <= TAG for field in fields)
    mine = Came(OURS, Way(LINK, "work"))
    record = Record(merged.record.leader, (*fields[:place], *made, *fields[place:]))
    return merged._replace(record=record, came=(*came[:place], *(mine for _ in made), *came[place:]))
