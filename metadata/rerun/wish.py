"""What a person wants to be run again: the fields of the form, and what can be said of them without the store.

JSON Schema refuses in the form what it can (dags/rerun.py); here is what it cannot: fields that belong together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from metadata.acquisitions.feeds import is_list
from metadata.errors import ConfigError

ALL = "all"  # stands for every vendor
WHATS = {  # what → what it says in the form
    "newest": "The newest delivery",
    "delivery": "A chosen delivery",
    "since": "All records that came on a day or later",
    "ids": "These records: ids or ISBNs",
    "quarantine": "What is in quarantine",
    "rule": "All records that a rule found something in",
    "mapping": "All records that older rules, mapping or vendor file made",
    "vocabulary": "All records that asked a vocabulary",
}
STAGES = {  # from where → what it says in the form
    "refine": "Reading: records are made anew of what the vendor sent",
    "match": "Matching: their titles are found anew",
    "merge": "Merging: their titles are merged anew",
}
OF_FILES = ("newest", "delivery")  # about a file as it came, also that of a list
NEEDED = {"delivery": ("delivery",), "since": ("since",), "rule": ("rule",), "vocabulary": ("vocabulary",)}
OWNED = {**NEEDED, "ids": ("ids", "ids_file"), "mapping": ("version",)}  # what → the fields that belong to it
TITLES = {  # field → its title in the form
    "delivery": "Delivery",
    "since": "Day",
    "ids": "Ids",
    "ids_file": "File of ids",
    "rule": "Rule",
    "version": "Version",
    "vocabulary": "Vocabulary",
}
VERSION = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be run again, and how. A field that is not needed is ""."""

    vendor: str = ALL
    what: str = "newest"
    delivery: str = ""  # its name, or its number
    since: str = ""  # a day, as 2026-11-01, in the consortium's time zone
    ids: tuple[str, ...] = ()
    ids_file: str = ""  # a name in the folder of id lists
    rule: str = ""  # its id or its slug
    version: str = ""  # as `made_with` of the store; "": every other than today's
    vocabulary: str = ""
    start: str = "refine"
    dry_run: bool = True
    override: bool = False
    reason: str = ""

    def asdict(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "ids": list(self.ids)}


def wish_of(form: Mapping[str, Any]) -> Wish:
    """The wish of a form that was sent, whose empty fields are None or missing. Raises ConfigError naming the field,
    its value, and what to do.
    """
    values = {each.name: form[each.name] for each in fields(Wish) if form.get(each.name) is not None}
    texts = {name: value.strip() for name, value in values.items() if isinstance(value, str)}
    lines = tuple(line for each in values.get("ids", ()) if (line := str(each).strip()))
    wish = Wish(**{**values, **texts, "ids": lines})
    _check(wish)
    return wish


def _check(wish: Wish) -> None:
    """Raises ConfigError."""
    for field, value, known in (("What", wish.what, WHATS), ("Begin with", wish.start, STAGES)):
        if value not in known:
            raise ConfigError(f"{field}: {value!r} is not among {', '.join(known)}")
    _check_vendor(wish)
    _check_fields(wish)
    if not wish.dry_run and not wish.reason:
        raise ConfigError("Reason: it is empty; a run that is not dry needs one, which is kept with your name")
    if wish.override and not wish.reason:
        raise ConfigError("Reason: it is empty; to let pass what a gate holds needs one, which is kept with your name")
    if wish.since:
        check_day(wish.since)
    if wish.version and not VERSION.fullmatch(wish.version):
        raise ConfigError(f"Version: {wish.version[:40]!r} is none; it is 16 of the characters 0-9 and a-f, or empty")


def _check_vendor(wish: Wish) -> None:
    if wish.vendor == ALL and wish.what in OF_FILES:
        raise ConfigError(f"Vendor: {WHATS[wish.what].lower()} is that of one vendor; choose which")
    if is_list(wish.vendor) and (wish.what not in OF_FILES or wish.start != "refine"):
        raise ConfigError(
            f"What: of a list of acquisitions ({wish.vendor}) a delivery can be run again, and that from its beginning"
        )
    if wish.start != "refine" and wish.what == "quarantine":
        raise ConfigError("Begin with: what is in quarantine has no titles yet; choose the first entry")


def _check_fields(wish: Wish) -> None:
    """A field without which a choice says nothing, and one that was filled in for another choice."""
    told = wish.asdict()
    missing = [each for each in NEEDED.get(wish.what, ()) if not told[each]]
    if missing:
        raise ConfigError(f"{TITLES[missing[0]]}: it is empty; fill it in for the choice {WHATS[wish.what]!r}")
    if wish.what == "ids" and bool(wish.ids) == bool(wish.ids_file):
        both = "both are filled in" if wish.ids else "both are empty"
        raise ConfigError(f"Ids, File of ids: {both}; give the ids in one of them")
    for what, names in OWNED.items():
        for name in names:
            if what != wish.what and told[name]:
                raise ConfigError(
                    f"{TITLES[name]}: it is filled in, but What says {WHATS[wish.what]!r}; "
                    f"choose {WHATS[what]!r}, or empty the field"
                )


def check_day(day: str) -> None:
    """Raises ConfigError for what is no day as 2026-11-01."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise ConfigError(f"Day: {day[:40]!r} is none; write it as 2026-11-01") from None
