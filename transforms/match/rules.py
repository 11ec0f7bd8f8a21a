"""Which rule of the catalogue a pair is about that a person is asked to judge (schemas/rules/clusters.yml)."""

from __future__ import annotations

from typing import NamedTuple

from transforms.match.clusters import MUST_LINK, TOO_MANY, Refused
from transforms.match.keys import ISBN
from transforms.match.vetoes import ONE_VENDOR

ISBN_SHARED, EDITION_SHARES_ISBN, CLUSTER_SHAPE, SIMILAR_UNMATCHED = "I08", "D26", "B07", "B06"
OTHER_THING = frozenset(("media", "language"))  # fields of vetoes
EDITION = "edition"  # the field of vetoes about abridgement, readers and editions
PERSON = "person"  # the field of a veto that is a person's decision


class Broken(NamedTuple):
    """A rule, and the value that its message tells."""

    rule: str
    value: str = ""


NONE = Broken("")


def broken_by(pair: Refused, vendors: tuple[str, str]) -> Broken:
    """The rule that a refused pair breaks, the most telling where several do; none where people's words collide.

    An identifier of too many records is about none of these: it proves nothing. `vendors` are those of the two records.
    What stands between other members of their groups says nothing about the identifier that the pair shares.
    """
    reasons = {veto.reason for veto in pair.vetoes}
    fields = {veto.field for veto in pair.vetoes} if pair.by is None else set()
    kind, value = pair.key
    if pair.key == MUST_LINK or "poor-key" in reasons or any(veto.field == PERSON for veto in pair.vetoes):
        return NONE
    if kind == ISBN and fields & OTHER_THING:
        return Broken(ISBN_SHARED, value)
    if kind == ISBN and EDITION in fields and vendors[0] == vendors[1]:
        return Broken(EDITION_SHARES_ISBN, value)
    shape = next((veto for veto in pair.vetoes if veto.reason in (TOO_MANY, ONE_VENDOR)), None)
    if shape is not None:
        return Broken(CLUSTER_SHAPE, f"{shape.left} + {shape.right}" if shape.reason == TOO_MANY else shape.left)
    return Broken(SIMILAR_UNMATCHED) if vendors[0] != vendors[1] else NONE
