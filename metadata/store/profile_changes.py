"""A view's profile as it is kept: whole, or as what changed since the one before it. Pure.

A profile may name thousands of titles, and all that a view ever had are needed for ever: tombstones are told by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_MISSING = object()
MOST = 30  # changes one upon the other, until a profile is kept whole again

Profile = Mapping[str, Any]
Change = dict[str, Any]  # {"-": …, "+": …} of a list or a mapping, {"=": …} of anything


class Changed(NamedTuple):
    """What is kept in the place of a profile; as JSON the pairs of its names and values. A whole one has no "of"."""

    of: int  # the publication of the profile that is kept whole
    number: int  # of this change since then
    gone: list[str]  # keys
    keys: dict[str, Change]


def as_changed(kept: Profile) -> Changed | None:
    """What is kept as a change; None for a profile that is kept whole."""
    return Changed(**kept) if "of" in kept else None


def kept_as(before: Profile, seq: int, kept: Profile, after: Profile) -> dict[str, Any]:
    """How `after` is kept behind the profile `before` of the publication `seq`, which is itself kept as `kept`."""
    last = as_changed(kept)
    if last is not None and last.number >= MOST:
        return dict(after)
    keys = {key: _change(before.get(key), value) for key, value in after.items() if before.get(key, _MISSING) != value}
    gone = sorted(before.keys() - after.keys())
    return Changed(last.of if last else seq, last.number + 1 if last else 1, gone, keys)._asdict()


def told(before: Profile, kept: Profile) -> dict[str, Any]:
    """The profile that is kept so, behind another."""
    change = as_changed(kept)
    if change is None:
        return dict(kept)
    stays = {key: value for key, value in before.items() if key not in change.gone}
    return stays | {key: _changed(before.get(key), each) for key, each in change.keys.items()}


def _change(before: Any, after: Any) -> Change:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        more = {key: value for key, value in after.items() if before.get(key, _MISSING) != value}
        return {"-": sorted(before.keys() - after.keys()), "+": more}
    if _is_set(before) and _is_set(after):
        return {"-": sorted(set(before).difference(after)), "+": sorted(set(after).difference(before))}
    return {"=": after}


def _changed(before: Any, change: Change) -> Any:
    if "=" in change:
        return change["="]
    if isinstance(before, Mapping):
        return {key: value for key, value in before.items() if key not in set(change["-"])} | change["+"]
    return sorted(set(before).difference(change["-"]).union(change["+"]))


def _is_set(value: Any) -> bool:
    """True for texts in order, each once: all that is said of them is which they are."""
    if not isinstance(value, Sequence) or not all(isinstance(each, str) for each in value):
        return False
    return not isinstance(value, str) and list(value) == sorted(set(value))
