"""What people decide about titles: merge, split, suppress, set a field, forbid a field of a vendor.

A decision names the source records that the title had, so that it holds whatever becomes of ids. It is kept with reason
and author, replayed in every publication, and taken back like any other (`metadata.review.undo`). What follows from it
is told by `metadata.links` for pairs of records, and by `metadata.curated` for the title and its record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from metadata.curated import FORBID, KIND, SET, SUPPRESS
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.links import MERGE, SPLIT
from metadata.review.deciding import Word, keep
from metadata.review.deciding import undo as take_back
from metadata.review.fields import parse_field
from metadata.store import choices, titles
from metadata.store.choices import Choice
from metadata.vendors import load_vendors

_PATH = re.compile(r"([0-9]{3}|[0-9]XX)(?:\$([0-9a-z]))?")  # "520", "6XX", "245$c"


def merge_titles(home: Home, names: Sequence[str], word: Word) -> int:
    """Make one title of several, each by its id or as "vendor:id" of a record; returns the decision's number.

    Raises ConfigError where there are not two titles.
    """
    with home.store.write() as connection:
        found = {each: labels_of(connection, each) for each in (titles.title_named(connection, one) for one in names)}
        if len(found) < 2:
            raise ConfigError(f"a merge needs two titles or more: {', '.join(names)} is one title, {', '.join(found)}")
        return _keep(home, connection, MERGE, {"titles": [found[each] for each in sorted(found)]}, word)


def split_title(home: Home, name: str, off: Sequence[str], word: Word) -> int:
    """Part some records ("vendor:id") of a title from its others. Raises ConfigError where that leaves nothing."""
    with home.store.write() as connection:
        labels = labels_of(connection, titles.title_named(connection, name))
        if strangers := sorted(set(off) - set(labels)):
            raise ConfigError(f"{', '.join(strangers)}: not of this title, which has {', '.join(labels)}")
        rest = [each for each in labels if each not in off]
        if not off or not rest:
            raise ConfigError("a split needs records that go and records that stay")
        return _keep(home, connection, SPLIT, {"titles": [rest, sorted(set(off))]}, word)


def suppress_title(home: Home, name: str, word: Word) -> int:
    """Publish a title no more, whichever vendor offers it, until the decision is taken back. Raises ConfigError."""
    return _about_title(home, name, SUPPRESS, {}, word)


def set_field(home: Home, name: str, field: str, word: Word) -> int:
    """Set the fields of a tag in a title, above all that its records say: "245 10 $a Title"; "653 -" takes them out.

    Raises ConfigError.
    """
    written = parse_field(field)
    if written.occurrence:
        raise ConfigError("of a title all fields of a tag are set: write no number")
    if written.tag == "245" and not (written.after and written.after["a"].strip()):
        raise ConfigError("245 with its $a is what a title is called: set another one, it cannot be left out")
    values = [] if written.after is None else [written.after.value]
    return _about_title(home, name, SET, {"tag": written.tag, "values": values}, word)


def forbid_field(home: Home, name: str, vendor: str, path: str, word: Word) -> int:
    """Take a field (520, 6XX) or subfield (245$c) from no record of this vendor in a title.

    Raises ConfigError, also where it would leave the title without its 245 $a.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise ConfigError(f"{path!r} is no field: write 520, 6XX or 245$c")
    if vendor not in load_vendors(home.settings.schemas)[0]:
        raise ConfigError(f"there is no vendor {vendor!r}")
    tag, code = found.groups("")
    with home.store.write() as connection:
        labels = labels_of(connection, titles.title_named(connection, name))
        if tag in ("245", "2XX") and code in ("", "a") and all(each.startswith(f"{vendor}:") for each in labels):
            raise ConfigError(f"only {vendor} says what this title is called (245 $a): set that field instead")
        return _keep(home, connection, FORBID, {"titles": [labels], "vendor": vendor, "tag": tag, "code": code}, word)


def _about_title(home: Home, name: str, verdict: str, value: Mapping[str, Any], word: Word) -> int:
    with home.store.write() as connection:
        labels = labels_of(connection, titles.title_named(connection, name))
        return _keep(home, connection, verdict, {"titles": [labels], **value}, word)


def labels_of(connection: Connection, title_id: str) -> list[str]:
    """The live records of a title, "vendor:id" in order. Raises ConfigError where there are none."""
    rows = titles.members_of(connection, [title_id]).get(title_id, [])
    if heir := titles.title_states(connection, [title_id])[title_id].redirect_to:
        raise ConfigError(f"title {title_id} was merged into {heir}: decide about that one")
    if not rows:
        raise ConfigError(f"title {title_id} has no record any more")
    return sorted(f"{row.vendor}:{row.vendor_id}" for row in rows)


def _keep(home: Home, connection: Connection, verdict: str, value: dict[str, Any], word: Word) -> int:
    subject = "\n".join(sorted(label for group in value["titles"] for label in group))
    return keep(home, connection, Choice(KIND, subject, verdict, value, "", ""), word)


def listed(home: Home, undone: bool = False) -> list[dict[str, Any]]:
    """Every decision about titles in force, in plain values, oldest first; with `undone` also those taken back."""
    with home.store.read() as connection:
        return [each._asdict() for each in choices.listed(connection, kinds=(KIND,), undone=undone)]


def undo(home: Home, number: int, word: Word) -> Choice:
    """Take a decision about titles back. Raises ConfigError where it is about something else, or not in force."""
    with home.store.read() as connection:
        if choices.load(connection, number).kind != KIND:
            raise ConfigError(f"decision {number} is not about a title; `emat curate list` shows those that are")
    return take_back(home, number, word)
