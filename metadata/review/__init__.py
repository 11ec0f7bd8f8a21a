"""People's part: what they are asked, what they decide, and what follows from it. The doors for commands and forms.

Questions are found by the stages (`sync_records`, metadata/titles/); decisions are data and replayed on every run.
"""

from __future__ import annotations

from metadata.review.asking import Judged, mark_expired, sync_records
from metadata.review.deciding import (
    Given,
    Verdict,
    Word,
    choose,
    decide,
    decisions,
    let_pass,
    link,
    overruled,
    set_field,
    undo,
)
from metadata.review.telling import item, items

__all__ = [
    "Given",
    "Judged",
    "Verdict",
    "Word",
    "choose",
    "decide",
    "decisions",
    "item",
    "items",
    "let_pass",
    "link",
    "mark_expired",
    "overruled",
    "set_field",
    "sync_records",
    "undo",
]
