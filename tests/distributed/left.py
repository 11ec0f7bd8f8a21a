"""What nights leave, told without the ids that were minted and without times, to be compared with other nights."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import select

from metadata.home import Home
from metadata.mint import ALPHABET, LENGTH
from metadata.store import deliveries
from metadata.store.tables import expression, publication, source_record, title
from transforms.record import Record

_ID = re.compile(rf"\b[{ALPHABET}]{{{LENGTH - 1}}}[{ALPHABET}0-9A-Z]\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")  # in the name of what was asked for by OAI-PMH
BATCH = 1000  # records read at once
OUTCOMES = ("candidate", "unchanged", "deleted", "filtered", "quarantined")


class Left(NamedTuple):
    """The ledger and the views, by names that do not depend on who minted an id, and when."""

    states: dict[str, tuple[str, dict[str, int]]]  # "vendor/delivery" → state and counts
    views: dict[str, dict[str, str]]  # view → title, told by its members → its record
    live: frozenset[str]  # "vendor:vendor id" of what is live in the store


def left_by(home: Home) -> Left:
    """What the nights have left in an installation."""
    names = _names(home)
    views = {each: dict(_told(home, each, names)) for each in home.catalogue().names()}
    with home.store.read() as connection:
        states = {
            f"{each.vendor}/{_TIME.sub('T', each.name)}": (entry.state, _counts(entry.counts))
            for each, entry in deliveries.with_state(connection, states=deliveries.STATES)
        }
        rows = connection.execute(select(source_record).where(source_record.c.deleted.is_(False)))
        live = frozenset(f"{each.vendor}:{each.vendor_id}" for each in rows)
    return Left(states, views, live)


def publications(home: Home) -> list[dict[str, int]]:
    """What each publication changed, in order."""
    with home.store.read() as connection:
        return list(connection.execute(select(publication.c.counts).order_by(publication.c.seq)).scalars())


def times_committed(home: Home) -> dict[str, int]:
    """How often each delivery was committed."""
    from metadata.store.tables import delivery, ledger

    query = select(delivery.c.vendor, delivery.c.name).join(ledger, ledger.c.delivery_id == delivery.c.id)
    found: dict[str, int] = defaultdict(int)
    with home.store.read() as connection:
        for vendor, name in connection.execute(query.where(ledger.c.state == "committed")):
            found[f"{vendor}/{name}"] += 1
    return dict(found)


def _counts(counts: dict[str, int]) -> dict[str, int]:
    return {key: counts[key] for key in ("read", *OUTCOMES, "live") if key in counts}


def _names(home: Home) -> dict[str, str]:
    """What each id is called: a title by the records that it has, expression and work by their titles."""
    with home.store.read() as connection:
        rows = connection.execute(select(source_record).order_by(source_record.c.vendor, source_record.c.vendor_id))
        titles = _together((each.title_id, f"{each.vendor}:{each.vendor_id}") for each in rows if not each.deleted)
        placed = connection.execute(select(title.c.id, title.c.expression_id)).all()
        works = dict(connection.execute(select(expression.c.id, expression.c.work_id)).all())
    known = [(each.expression_id, titles[each.id]) for each in placed if each.id in titles and each.expression_id]
    expressions = _together(sorted(known, key=lambda each: each[1]))
    of_works = _together(sorted(((works[each], told) for each, told in known), key=lambda each: each[1]))
    return (
        titles
        | {each: f"E({told})" for each, told in expressions.items()}
        | {each: f"W({told})" for each, told in of_works.items()}
    )


def _together(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: "+".join(values) for key, values in found.items()}


def _told(home: Home, name: str, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    view = home.catalogue().view(name)
    if view is None:
        return
    live = view.live()
    for start in range(0, len(live), BATCH):
        for title_id, record in view.records(live[start : start + BATCH]).items():
            yield names[title_id], _ID.sub(lambda found: names.get(found[0], found[0]), _text(record))


def _text(record: Record) -> str:
    """The record without what tells when and how often it was published: 005, and new or corrected in LDR/05."""
    fields = [f"{each.tag} {each.value}" for each in record.fields if each.tag != "005"]
    status = "n" if record.leader[5] == "c" else record.leader[5]
    return "\n".join((record.leader[:5] + status + record.leader[6:], *fields))
