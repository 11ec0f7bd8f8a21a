"""Fields that mean something only to the vendor, as its profile names them: "938" or a class "9XX"."""

from __future__ import annotations

from functools import lru_cache

from transforms.normalise.context import Context
from transforms.record import Record


def local_fields(record: Record, context: Context) -> Record:
    """Leave out the fields that `profile.drop` names."""
    drop = context.profile.drop
    return record.keep(lambda each: not _is_local(each.tag, drop)) if drop else record


@lru_cache(maxsize=2048)
def _is_local(tag: str, drop: tuple[str, ...]) -> bool:
    """True if the tag is one of the specs, where X stands for any character."""
    return any(
        len(spec) == len(tag) and all(wanted in ("X", got) for wanted, got in zip(spec, tag, strict=True))
        for spec in drop
    )
