"""Which fields no step, rule or look-up may touch. Knows neither rules nor vocabularies, so that both can ask."""

from __future__ import annotations

from transforms.record import Field


def is_protected(each: Field | None) -> bool:
    """True for a field of another owner ($5) or one that a person marked to keep ($9 …<KEEP>)."""
    return each is not None and (each.has("5") or "<KEEP>" in each.value)
