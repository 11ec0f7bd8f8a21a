"""Elements of the consortium score that a record may have in part, each as a share 0…1 (quality-rules.md §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from transforms.score.signs import Signs
from transforms.score.weighing import Findings


class Seen(NamedTuple):
    """What is known of a record besides its own fields."""

    findings: Findings
    has_title_id: bool  # matching gave it a title
    uris_wanted: int


def title_and_work(signs: Signs, seen: Seen) -> float:
    """Half for the title id, which matching gives, half for the link to the work in 758 (rule I22)."""
    return (seen.has_title_id + ("758" in signs.words)) / 2


def sound_title(signs: Signs, seen: Seen) -> float:
    """245 $a without a finding of T01, T03 or T11."""
    return float(seen.findings.title_is_sound and "\x1fa" in signs.groups.get("245", [""])[0])


def uri_share(signs: Signs, seen: Seen) -> float:
    """Different concepts with a Finto URI in 6XX but 655, of those that are wanted; genre is an element of its own."""
    return min(1.0, len(signs.subjects.uris) / seen.uris_wanted)


SHARES: dict[str, Callable[[Signs, Seen], float]] = {
    "title_and_work": title_and_work,
    "sound_title": sound_title,
    "role_share": lambda signs, _: signs.names.role_share,
    "kanto_share": lambda signs, _: signs.names.kanto_share,
    "uri_share": uri_share,
    "twin_share": lambda signs, _: signs.subjects.twin_share,
    "form": lambda _, seen: seen.findings.form,
}
