"""Elements of the consortium score that a record may have in part, each as a share 0…1 (quality-rules.md §6)."""

from __future__ import annotations

from typing import NamedTuple

from transforms.score.signs import Signs
from transforms.score.weighing import Findings


class Shares(NamedTuple):
    """The value of each such element, by its name in schemas/scores.yml.

    title_and_work: half for the title id, which matching gives, half for the link to the work in 758 (rule I22).
    sound_title: 245 $a without a finding of T01, T03 or T11. role_share, kanto_share: of the contributors.
    uri_share: different concepts with a Finto URI in 6XX but 655, of those wanted; genre is an element of its own.
    twin_share: of the Finnish and Swedish concepts those in both. form: what the rules of S and F leave of it.
    """

    title_and_work: float
    sound_title: float
    role_share: float
    kanto_share: float
    uri_share: float
    twin_share: float
    form: float


def shares_of(signs: Signs, findings: Findings, has_title_id: bool, uris_wanted: int) -> Shares:
    """The shares of a record; what is absent is 0."""
    words, (total, with_role, in_kanto) = signs.words, signs.names
    _, uris, concepts, twins, _ = signs.subjects
    return Shares(
        (has_title_id + ("758" in words)) / 2,
        1.0 if findings.title_is_sound and "\x1fa" in signs.groups.get("245", ("",))[0] else 0.0,
        with_role / total if total else 0.0,
        in_kanto / total if total else 0.0,
        min(1.0, len(uris) / uris_wanted),
        twins / concepts if concepts else 0.0,
        findings.form,
    )
