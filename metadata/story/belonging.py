"""Why the records of a title belong together, in words: what was stored when they were joined, else what speaks now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from metadata.review.telling import Texts
from metadata.vendors import Words
from transforms.match.decision import Compared, decide, shared_keys
from transforms.match.policy import load_match_policy
from transforms.record import Record


def belonging(rows: Sequence[Row[Any]], schemas: Path, texts: Texts, language: str) -> dict[int, list[dict[str, Any]]]:
    """By record the others that speak for it being of the title; a record alone needs nobody.

    `rows`: live members. Each entry has `with`, `decision`, `score`, `tier` and `words`.
    """
    policy = load_match_policy(schemas)
    sides = {each.id: Compared.of(Record.unpack(each.record), each.media, policy, each.vendor) for each in rows}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        told = []
        for other in rows:
            if other.id == row.id:
                continue
            decision = decide(sides[row.id], sides[other.id], policy)
            keys = shared_keys(sides[row.id], sides[other.id])
            words = [
                _say(texts.keys, kind if kind in texts.keys else "other", language, value=value) for kind, value in keys
            ]
            words += [
                told_evidence(each._asdict(), texts, language)
                for each in decision.evidence
                if each.reason not in ("missing-left", "missing-right") and each.field not in {kind for kind, _ in keys}
            ]
            told.append(
                {
                    "with": f"{other.vendor}:{other.vendor_id}",
                    "decision": decision.decision,
                    "score": round(decision.score, 3),
                    "tier": decision.tier,
                    "words": words,
                }
            )
        found[row.id] = told
    return found


def told_evidence(each: Mapping[str, Any], texts: Texts, language: str) -> str:
    """One piece of evidence, (field, reason, score), in words."""
    field = _say(texts.fields, each["field"], language)
    return _say(texts.evidence, each["reason"], language, field=field, percent=round(100 * each["score"]))


def told_veto(each: Mapping[str, Any], texts: Texts, language: str) -> str:
    """What speaks against a pair, in words."""
    return _say(texts.vetoes, each["reason"], language, left=each["left"], right=each["right"])


def _say(texts: Mapping[str, Words], key: str, language: str, **values: object) -> str:
    """A text of schemas/review.yml, filled; the key itself where there is none."""
    return texts[key][language].format_map(values) if key in texts else key
