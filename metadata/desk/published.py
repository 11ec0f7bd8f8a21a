"""The publications: what each changed, what is held, which titles a file format cannot hold."""

from __future__ import annotations

from metadata.desk.asked import Asked, Facts
from metadata.gate.check import Check
from metadata.gate.words import load_gate_texts
from metadata.publish.files import beyond
from metadata.store import publication_checks, publications

LAST = 60  # that are listed
LISTED = 100  # titles of each kind that a format cannot hold
CHANGES = ("new", "changed", "deleted")


def facts(asked: Asked) -> Facts:
    """The last publications, the newest first, and what waits."""
    every = publications.newest_ones(asked.connection, LAST)
    texts = load_gate_texts(asked.home.settings.schemas)
    waiting = publication_checks.waiting(asked.connection)
    current = every[0].seq if every else 0
    listed = beyond(asked.home.settings.files, current)
    return {
        "publications": every,
        "changes": CHANGES,
        "held": [
            (
                row,
                texts.sentence(
                    Check(f"publication.{row.view}", row.value, row.limit, "hold", row.baseline), asked.lang
                ),
            )
            for row in waiting
            if row.verdict == "hold"
        ],
        "kept": sorted(publication_checks.rejected(asked.connection)),
        "listed": {why: (titles[:LISTED], len(titles)) for why, titles in listed.items() if titles},
    }
