"""Fields that mean something only to the vendor, as its profile names them: "938" or a class "9XX"."""

from __future__ import annotations

from functools import lru_cache

from transforms.normalise.context import Context
from transforms.record import Record

MOST_TAGS = 2_000


def local_fields(record: Record, context: Context) -> Record:
    """Leave out the fields that `profile.drop` names, and of a vendor's record those of its system alone."""
    profile = context.profile
    if not profile.vendor and not profile.drop:
        return record
    systems = context.tables.steps.local_tags if profile.vendor else frozenset[str]()
    local = _local(systems, profile.drop, profile.allow)
    gone = {each.tag for each in record.fields if local[each.tag]}
    return record.keep(lambda each: each.tag not in gone) if gone else record


class _Local(dict[str, bool]):
    """Whether a tag is one of those fields, each found out once; tags are not trusted, so no more than some."""

    def __init__(self, systems: frozenset[str], drop: tuple[str, ...], allow: tuple[str, ...]) -> None:
        super().__init__()
        self._systems, self._drop, self._allow = systems, drop, allow

    def __missing__(self, tag: str) -> bool:
        found = _is_local(tag, self._drop) or (tag in self._systems and not _is_allowed(tag, self._allow))
        if len(self) < MOST_TAGS:
            self[tag] = found
        return found


_local = lru_cache(maxsize=16)(_Local)  # vendors that leave out different fields


def _is_allowed(tag: str, allow: tuple[str, ...]) -> bool:
    """True for what the vendor file says is no error: "090", or "090$a|b"."""
    return _is_local(tag, tuple(spec[:3] for spec in allow))


def _is_local(tag: str, drop: tuple[str, ...]) -> bool:
    """True if the tag is one of the specs, where X stands for any character."""
    return any(
        len(spec) == len(tag) and all(wanted in ("X", got) for wanted, got in zip(spec, tag, strict=True))
        for spec in drop
    )
