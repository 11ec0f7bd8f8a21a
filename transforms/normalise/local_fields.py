"""Fields that mean something only to the vendor, as its profile names them: "938" or a class "9XX"."""

from __future__ import annotations

from functools import lru_cache

from transforms.normalise.context import Context
from transforms.record import Record


def local_fields(record: Record, context: Context) -> Record:
    """Leave out the fields that `profile.drop` names, and of a vendor's record those of its system alone."""
    profile = context.profile
    if not profile.vendor and not profile.drop:
        return record
    systems = context.tables.steps.local_tags if profile.vendor else frozenset[str]()
    gone = _gone(frozenset([tag for tag, _ in record.fields]), systems, profile.drop, profile.allow)
    return record.keep(lambda each: each.tag not in gone) if gone else record


@lru_cache(maxsize=512)  # the records of a feed have the same tags
def _gone(
    tags: frozenset[str], systems: frozenset[str], drop: tuple[str, ...], allow: tuple[str, ...]
) -> frozenset[str]:
    return frozenset(tag for tag in tags if _is_local(tag, drop) or (tag in systems and not _is_allowed(tag, allow)))


def _is_allowed(tag: str, allow: tuple[str, ...]) -> bool:
    """True for what the vendor file says is no error: "090", or "090$a|b"."""
    return _is_local(tag, tuple(spec[:3] for spec in allow))


def _is_local(tag: str, drop: tuple[str, ...]) -> bool:
    """True if the tag is one of the specs, where X stands for any character."""
    return any(
        len(spec) == len(tag) and all(wanted in ("X", got) for wanted, got in zip(spec, tag, strict=True))
        for spec in drop
    )
