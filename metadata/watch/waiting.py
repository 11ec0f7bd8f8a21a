"""What waits for a person's word: what gates hold, files that cannot be read, quarantine, questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from metadata.delivery_names import load_delivery_names
from metadata.gate import Check, load_gate_texts
from metadata.gate.words import LANGUAGES
from metadata.store import deliveries, publication_checks, quarantine, reviews
from metadata.watch.found import Found, Seen


def publication(seen: Seen) -> Iterator[Found]:
    """The next publication, where it is held."""
    rows = [row for row in publication_checks.waiting(seen.connection) if row.verdict == "hold"]
    if rows:
        checks = (Check(f"publication.{row.view}", row.value, row.limit, "hold", row.baseline) for row in rows)
        since = min(row.at for row in rows)
        yield Found("publication_held", "publication", {"reason": _told(seen, checks)}, since)


def held(seen: Seen) -> Iterator[Found]:
    """Deliveries that a gate holds and nobody has decided on."""
    pairs = deliveries.with_state(seen.connection, states=("held",))
    tripped = deliveries.tripped(seen.connection, [each.id for each, _ in pairs])
    approved = deliveries.approved(seen.connection)
    names = load_delivery_names(seen.home.settings.schemas)
    for each, entry in pairs:
        if each.id not in approved:
            rows = tripped.get(each.id, [])
            checks = [Check(row.key, row.value, row.limit, "hold", row.baseline) for row in rows]
            reason = _told(seen, checks) if checks else entry.reason
            yield Found(
                "held",
                str(each.id),
                {"vendor": each.vendor, "name": names.in_each(each.name), "reason": reason},
                entry.at,
            )


def unreadable(seen: Seen) -> Iterator[Found]:
    """Deliveries that cannot be read."""
    for each, entry in deliveries.with_state(seen.connection, states=("unreadable",)):
        said = {"vendor": each.vendor, "name": each.name, "reason": entry.reason}
        yield Found("unreadable", str(each.id), said, entry.at)


def withheld(seen: Seen) -> Iterator[Found]:
    """Records in quarantine, by vendor."""
    for vendor, (number, since) in quarantine.open_since(seen.connection).items():
        yield Found("quarantine", vendor, {"number": number}, since)


def questions(seen: Seen) -> Iterator[Found]:
    """Questions that wait, by kind, from the oldest on."""
    oldest = reviews.oldest(seen.connection)
    for kind, number in reviews.open_counts(seen.connection).items():
        yield Found(kind, "review", {"number": number}, oldest.get(kind, ""))


def _told(seen: Seen, checks: Iterable[Check]) -> Mapping[str, Any]:
    """What checks found, by language."""
    texts, every = load_gate_texts(seen.home.settings.schemas), list(checks)
    return {language: texts.told(every, language) for language in LANGUAGES}
