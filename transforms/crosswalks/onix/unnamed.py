"""Contributors without a name: anonymous, synthetic and generated (list 19; onix-to-marc.md §7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from transforms.crosswalks.onix.people import READING, Person

SYNTHETIC_VOICES = frozenset({"05", "06", "07", "08"})
GENERATED = "09"  # artificial intelligence
OTHERS = "03"  # and others, beside somebody who is named


def made_keys(people: Iterable[Person], words: Mapping[str, str]) -> list[str]:
    """Keys of the notes (500) on synthetic voices and on what artificial intelligence made, by the role it had."""
    unnamed = [each for each in people if each.unnamed]
    return list(dict.fromkeys(key for each in unnamed for key in _keys(each, words))) if unnamed else []


def _keys(person: Person, words: Mapping[str, str]) -> list[str]:
    if person.unnamed in SYNTHETIC_VOICES:
        return ["synthetic-voice"]
    if person.unnamed != GENERATED:
        return []
    others = [f"generated-{role}" for role in person.roles if role not in READING]
    keys = [key if key in words else "generated" for key in others]
    return keys + (["synthetic-voice"] if len(others) < len(person.roles) else [])
