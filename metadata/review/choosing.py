"""What a heading or name means, as a person chooses it: the decision, for one record or for all of a vendor's.

Most names are one person in all records of a vendor; where they are not, the choice is made for each record alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.links import split_label
from metadata.references import tables_of
from metadata.review.fields import parse_field
from metadata.store import lookups, reviews
from metadata.store.choices import Choice
from transforms.enrich.candidates import Doubt, doubt_of
from transforms.enrich.chosen import is_of_agent, key_of, text_of
from transforms.enrich.lookups import LOOKED_AT, keys_of_texts
from transforms.enrich.name_policy import current
from transforms.record import Issue
from transforms.tables import Tables
from transforms.vocabulary import AGENTS, KANTO, Concept

_ARGS = Issue._fields.index("args")  # where they stand in a stored issue; older ones lack them
NONE_OF_THESE = ""  # the URI of a choice that leaves a heading as it is
TOPICAL = frozenset(("concept", "place", "time", "genre"))  # kinds of what 648, 650, 651 and 655 are of


def doubt_about(item: Row[Any]) -> Doubt | None:
    """Why an item asks, and what it offers; None for one that offers nothing to choose from."""
    issues = item.found.get("issues", ())
    return doubt_of(issues[0][_ARGS]) if issues and len(issues[0]) > _ARGS else None


def choice_of_item(home: Home, item: Row[Any], meant: str, subject: str) -> Choice:
    """The answer to an item: `meant` is the number of a candidate as it is shown, an id, or "" for none of them.

    `subject` is "vendor:" for all of a vendor's records, or "vendor:id". Raises ConfigError for an item without a
    heading, and for what is no concept or agent that may be meant.
    """
    doubt, heading = doubt_about(item), "".join(item.subject.split("\n", 2)[2:])
    if doubt is None or not heading:
        raise ConfigError(f"review item {item.id} offers nothing to choose from: accept or edit")
    if meant.isdecimal() and len(meant) < 4:
        if not 0 < int(meant) <= len(doubt.candidates):
            raise ConfigError(f"review item {item.id} has {len(doubt.candidates)} candidates, none of them is {meant}")
        meant = doubt.candidates[int(meant) - 1].uri
    return _choice(home, subject, heading, meant, item.rule)


def choice_of_field(home: Home, subject: str, field: str, meant: str) -> Choice:
    """A choice that nobody asked for: of a heading as a person writes it ("700 1# $a Malli, Matti").

    `subject` is "vendor:" for all of a vendor's records, or "vendor:id". Raises ConfigError.
    """
    written = parse_field(field).after
    if written is None or not written["a"] or written.tag not in LOOKED_AT:
        raise ConfigError(f'{field!r} is no heading: write "700 1# $a Malli, Matti"')
    return _choice(home, subject, key_of(written), meant, "")


def _choice(home: Home, subject: str, heading: str, meant: str, rule: str) -> Choice:
    value = {"heading": heading, "uri": NONE_OF_THESE, "label": "", "rule": rule}
    if meant:
        concept = _meant(tables_of(home.references), heading, meant)
        value |= {"uri": concept.uri, "label": concept.label_in()}
    return Choice("heading", subject, "choose" if meant else "none", value, "", "")


def _meant(tables: Tables, heading: str, meant: str) -> Concept:
    """The concept or agent of an id in any of its written forms."""
    kanto = tables.identifiers["kanto"]
    number = kanto.parse_marked(meant)
    concept = current(kanto.uri_of(number) if number else meant.strip(), tables.vocabulary)
    if concept is None:
        raise ConfigError(f"{meant!r} is nothing that the vocabularies here know and that still counts")
    if concept.kind not in (AGENTS if is_of_agent(heading) else TOPICAL):
        raise ConfigError(
            f"{meant} is {'an agent of' if concept.vocabulary == KANTO else 'a concept of'} "
            f"{concept.vocabulary}: that is not what {text_of(heading)!r} can mean"
        )
    return concept


def follow_choice(connection: Connection, choice: Choice, state: str) -> None:
    """Mark the items that a choice answers, and have the next run make anew the records that have the heading."""
    vendor, vendor_id = split_label(choice.subject)
    for item in reviews.of_heading(connection, vendor, choice.value["heading"]):
        if not vendor_id or item.subject.startswith(f"{choice.subject}\n"):
            reviews.put_state(connection, item.kind, item.subject, state)
    lookups.renew(connection, keys_of_texts([text_of(choice.value["heading"])]), vendor)
