"""What people are asked about records: the queue by kind, and one question with both sides beside each other."""

from __future__ import annotations

from metadata import review
from metadata.desk.asked import Asked, Facts, Missing
from metadata.desk.wording import wording
from metadata.errors import ConfigError
from metadata.store import reviews

SIZE = 20  # questions on a page


def facts(asked: Asked) -> Facts:
    """The open questions, the oldest first, a page at a time."""
    kind = asked.query.get("kind", "")
    vendor = asked.query.get("vendor", "")
    vendors = asked.home.vendors[0]
    kind = kind if kind in reviews.KINDS else ""
    vendor = vendor if vendor in vendors else ""
    counts = reviews.open_counts(asked.connection)
    start = (asked.page() - 1) * SIZE
    found = review.items(asked.home, kind, vendor, asked.lang, start + SIZE + 1)[start:]
    return {
        "kind": kind,
        "vendor": vendor,
        "vendors": {each.id: each.title[asked.lang] for each in vendors.values()},
        "kinds": [(each, counts.get(each, 0)) for each in reviews.KINDS],
        "items": found[:SIZE],
        "page_number": asked.page(),
        "more": len(found) > SIZE,
        "w": wording(asked),
    }


def one(asked: Asked) -> Facts:
    """One question, whatever became of it. Raises Missing."""
    try:
        found = review.item(asked.home, asked.number("item"), asked.lang)
    except ConfigError:
        raise Missing from None
    sides = [set(each["fields"]) for each in found["records"]]
    return {"item": found, "shared": set.intersection(*sides) if sides else set(), "w": wording(asked)}
