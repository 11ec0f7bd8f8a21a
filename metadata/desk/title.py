"""A title's story on the desk: what `emat explain` tells, with what people decided and buttons to decide more."""

from __future__ import annotations

from typing import Any

from metadata.curated import KIND, SUPPRESS
from metadata.desk.asked import Asked, Elsewhere, Facts, Missing
from metadata.desk.paging import stretch
from metadata.mint import normalise_id
from metadata.settings import load_serving
from metadata.store import choices, titles
from metadata.story import told
from metadata.story.page import body_of
from metadata.story.words import words

RECORDS = 10  # source records on one page
PUBLICATIONS = 20  # the newest
EVENTS = 100
FIELDS = 5  # of a decision
ABOUT = (KIND, "match", *choices.ABOUT_RECORDS)


def facts(asked: Asked) -> Facts:
    """The story, the decisions and what befell the title. Raises Missing, Elsewhere for an id in another form."""
    name = asked.path["title"]
    title_id = normalise_id(name)
    if not title_id or title_id not in titles.title_states(asked.connection, [title_id]):
        raise Missing
    if title_id != name:
        raise Elsewhere(f"/titles/{title_id}")
    start = stretch(asked, RECORDS).after
    story = told(asked.home, asked.connection, title_id, asked.lang, slice(start, start + RECORDS), newest=PUBLICATIONS)
    labels = [f"{row.vendor}:{row.vendor_id}" for row in titles.members_of(asked.connection, [title_id])[title_id]]
    decisions = [_decision(each, set(labels)) for each in choices.mentioning(asked.connection, ABOUT, labels)]
    is_shown = bool(story["publications"]) and not story["publications"][-1]["deleted"]
    events = titles.events_of(asked.connection, title_id)
    return {
        **body_of(story, start + 1),
        "story_words": words(asked.home.settings.schemas, asked.lang),
        "vendors": sorted({label.partition(":")[0] for label in labels}),
        "page_number": start // RECORDS + 1,
        "more_records": start + RECORDS < story["records"],
        "newest": PUBLICATIONS,
        "decisions": decisions,
        "is_suppressed": any(
            (each["kind"], each["verdict"], each["undone"]) == (KIND, SUPPRESS, "") for each in decisions
        ),
        "events": events[-EVENTS:],
        "can_decide": story["status"] == "live" and bool(labels),
        "public": public_address(asked, f"/titles/{title_id}") if is_shown else "",
    }


def public_address(asked: Asked, path: str) -> str:
    """The address of a public page; "" where nobody has said what it is.

    The server that serves the desk serves it too; Airflow knows it by the setting of the address.
    """
    if not asked.link.in_airflow:
        return path
    base = load_serving().base_url
    return f"{base.rstrip('/')}{path}" if base else ""


def _decision(each: choices.Choice, own: set[str]) -> dict[str, Any]:
    """A decision with the records that it names, those of other titles among them."""
    labels = each.subject.split("\n")
    return {
        "id": each.id,
        "kind": each.kind,
        "verdict": each.verdict,
        "path": str(each.value.get("tag", "")) + (f"${code}" if (code := each.value.get("code")) else ""),
        "rule": str(each.value.get("rule", "")),
        "vendor": str(each.value.get("vendor", "")),
        "fields": list(map(str, each.value.get("values", ())))[:FIELDS],
        "records": [label for label in labels if label in own],
        "others": [label for label in labels if label not in own],
        "reason": each.reason,
        "actor": each.actor,
        "at": each.at,
        "undone": each.undone,
    }
