"""Why the records of a title belong together, in words: what was stored when they were joined, and what speaks now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from metadata.match_policy import match_policy
from metadata.review.telling import Texts
from metadata.vendors import Words
from transforms.match.decision import MATCH, Compared, decide, shared_keys
from transforms.record import Record

_MISSING = ("missing-left", "missing-right")


def belonging(
    rows: Sequence[Row[Any]], schemas: Path, texts: Texts, language: str, asked: Collection[int] | None = None
) -> dict[int, list[dict[str, Any]]]:
    """By record the others that speak for it being of the title; a record alone needs nobody.

    `rows`: live members; `asked`: the ids of those that are to be told, by default all. Each entry has `with`,
    `decision`, `score`, `tier` and `words`.
    """
    policy = match_policy(schemas)
    sides = {each.id: Compared.of(Record.unpack(each.record), each.media, policy, each.vendor) for each in rows}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if asked is not None and row.id not in asked:
            continue
        told = []
        for other in rows:
            if other.id == row.id:
                continue
            decision = decide(sides[row.id], sides[other.id], policy)
            keys = shared_keys(sides[row.id].keys, sides[other.id].keys)
            words = [
                _say(texts.keys, kind if kind in texts.keys else "other", language, value=value) for kind, value in keys
            ]
            words += _told((each._asdict() for each in decision.evidence), {kind for kind, _ in keys}, texts, language)
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


def joined_by(
    evidence: Mapping[str, Any] | None, together: Iterable[Mapping[str, Any]], texts: Texts, language: str
) -> dict[str, Any]:
    """Why a record came to its title, as it was written down then (metadata/titles/evidence.py), in words.

    {by, with, tier, score, words}: `with` "" for one alone; `tier`, `score` and `words` of a match only, the words
    those of `together` where the same still speaks for it. {} where an older release wrote nothing down.
    """
    if not evidence or "by" not in evidence:
        return {}
    edge = evidence.get("edge", {})
    found = {
        "by": evidence["by"],
        "with": evidence.get("with", ""),
        "tier": edge.get("tier", ""),
        "score": round(edge.get("score", 0.0), 3),
    }
    now = (each["words"] for each in together if found["by"] == MATCH and _is_told(each, found))
    return {**found, "words": next(now, _told(edge.get("evidence", ()), (), texts, language))}


def untold(member: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What speaks now for a record being of the title, without what `joined` of it has told."""
    return [each for each in member["together"] if not _is_told(each, member["joined"])]


def _is_told(pair: Mapping[str, Any], joined: Mapping[str, Any]) -> bool:
    """True if a pair is the one by which the record came, and speaks for that as it did then."""
    if pair["with"] != joined.get("with"):
        return False
    if joined["by"] != MATCH:
        return bool(pair["decision"] != MATCH)
    return all(pair[each] == joined[each] for each in ("tier", "score"))


def _told(evidence: Iterable[Mapping[str, Any]], known: Collection[str], texts: Texts, language: str) -> list[str]:
    """Evidence in words, without what is missing on one side and the fields that are told already."""
    found = (each for each in evidence if each["reason"] not in _MISSING and each["field"] not in known)
    return [told_evidence(each, texts, language) for each in found]


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
