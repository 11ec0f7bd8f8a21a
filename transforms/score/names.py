"""Contributors for the scores: how many there are (1XX, 7XX), with a role, and known to KANTO.

KANTO is the national file of names; its ids stand in $0 in three forms (identifiers.md §1).
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.score.groups import Groups

ROLES = {  # the tags of names → the subfield that says the role in words
    "100": "\x1fe",
    "110": "\x1fe",
    "111": "\x1fj",
    "700": "\x1fe",
    "710": "\x1fe",
    "711": "\x1fj",
    "720": "\x1fe",
}
KANTO = ("au:finaf:", "(FI-ASTERI-N)", "(FIN11)")  # URI, the form of the union catalogue, the older one


class Names(NamedTuple):
    """What the name fields of a record hold, in fields."""

    total: int = 0
    with_role: int = 0  # with $e or $4; of a meeting $j or $4
    in_kanto: int = 0


NOBODY = Names()


def names_in(groups: Groups) -> Names:
    """Count the contributors of a record."""
    total = with_role = in_kanto = 0
    for tag, role in ROLES.items():
        if tag in groups:
            for value in groups[tag]:
                total += 1
                with_role += "\x1f4" in value or role in value
                in_kanto += "\x1f0" in value and is_kanto(value)
    return Names(total, with_role, in_kanto) if total else NOBODY


def is_kanto(value: str) -> bool:
    """True if the field carries an id of KANTO."""
    return any(mark in value for mark in KANTO)
