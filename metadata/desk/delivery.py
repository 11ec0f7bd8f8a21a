"""One delivery: what it is, its ledger, what came of its records, what its gate saw, what it changed, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata import decisions
from metadata.acquisitions.feeds import feeds_of, is_list
from metadata.approval.samples import samples_of
from metadata.desk.asked import Asked, Facts, Missing
from metadata.desk.deliveries import LIGHTS
from metadata.desk.findings import LOOKED_AT, found_in
from metadata.errors import ConfigError
from metadata.feedback.charts import AMBER, PALE, RED, SOFT, TEAL
from metadata.feedback.findings import title_of
from metadata.gate import load_gate_texts
from metadata.store import arrivals, deliveries, runs
from metadata.store.deliveries import Entry

VERDICTS = ("hold", "warn", "pass")
SHOWN = 10  # records that it brought, and as many as they are and would be
COMPARED = 500  # records of a held delivery that are held against the live ones
FIELDS = 8  # of a record that would change
ENDS = ("committed", "held", "unreadable", "rejected")  # states of the ledger that are lights
APPROVES, ASKS = "approve", "decision.ask"  # the DAG that asks a person about what is held, and its task
_IN_NAME = re.compile(
    r"__(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?\+00:00)"
)  # "manual__2026-11-28T20:12:11+00:00"
_AND = "; "  # between the sentences of a ledger
OUTCOMES = {  # of a vendor's record → its colour in the bar
    "candidate": TEAL,
    "unchanged": PALE,
    "deleted": AMBER,
    "filtered": SOFT,
    "quarantined": RED,
}
OF_LISTS = {"taken": TEAL, "repeated": PALE, "unusable": RED}
EFFECTS = ("new", "changed", "withdraws", "live")
EFFECTS_OF_LISTS = ("adds", "ends", "live")


class Outcome(NamedTuple):
    """How many records came to an end, and its part of the bar: where it begins and how wide it is, in hundredths."""

    key: str
    records: int
    colour: str
    start: float
    width: float
    parts: Sequence[tuple[str, int]]  # reason or rule → records


def facts(asked: Asked) -> Facts:
    """All that is known of it. Raises Missing."""
    number, connection = asked.number("id"), asked.connection
    history = deliveries.history(connection, number)
    if not history:
        raise Missing
    each, last = deliveries.load(connection, number), history[-1]
    counts: Mapping[str, Any] = next((entry.counts for entry in reversed(history) if "read" in entry.counts), {})
    checks = decisions.checks_told(connection, number, load_gate_texts(asked.home.settings.schemas))
    committed = [entry for entry in history if entry.state == "committed"]
    return {
        "delivery": each,
        "size": each.size if each.size != deliveries.UNKNOWN else None,
        "is_list": is_list(each.vendor),
        "owner": _owner(asked, each.vendor),
        "last": last,
        "light_of": LIGHTS.get(last.state, "same"),
        "ledger": [_entry(entry, checks, asked.lang) for entry in history],
        "counts": counts,
        "outcomes": outcomes(counts, OF_LISTS if is_list(each.vendor) else OUTCOMES),
        "effects": _effects(counts, EFFECTS_OF_LISTS if is_list(each.vendor) else EFFECTS, last.state),
        "findings": found_in(asked, each),
        "looked_at": LOOKED_AT,
        "checks": sorted(map(_with_examples, checks), key=lambda check: VERDICTS.index(check["verdict"])),
        "samples": _samples(asked, number) if last.state == "held" and not is_list(each.vendor) else [],
        "compared": COMPARED,
        "said": decisions.said(connection, number),
        "records": [_record(row) for row in arrivals.records_of(connection, number, SHOWN)],
        "publication": arrivals.published_after(connection, committed[-1].at) if committed else None,
        "runs": [{**run._asdict(), "at": _began(run)} for run in runs.runs_of(connection, "delivery", number)],
        "question": question_about(connection, number),
    }


def question_about(connection: Connection, number: int) -> str:
    """The page of Airflow with the newest question about it; "" where nobody has been asked.

    A run asks one question about each thing that it is tied to, in their order.
    """
    asking = [run for run in runs.runs_of(connection, "delivery", number) if run.dag == APPROVES]
    if not asking:
        return ""
    run = max(asking, key=lambda each: each.run.partition("__")[2])  # kind of run, "__", time
    place = runs.ties(connection, *run).index(runs.Tie("delivery", str(number)))
    return f"/dags/{APPROVES}/runs/{run.run}/tasks/{ASKS}/mapped/{place}/required_actions"


def _began(run: runs.Run) -> str:
    """When a run began, in UTC, as its name in Airflow has it; "" where it has another one."""
    found = _IN_NAME.search(run.run)
    return found[1] if found else ""


def _effects(counts: Mapping[str, Any], known: Sequence[str], state: str) -> list[tuple[str, int]]:
    """What the delivery did, or, while it is held, what it would: the word for each, and its number."""
    if state == "held":
        return [("would_go", int(counts["withdraws"]))] if "withdraws" in counts else []
    return [(key, int(counts[key])) for key in known if key in counts]


def _samples(asked: Asked, number: int) -> list[dict[str, Any]]:
    """A few records as they are and as they would be, each with the fields that differ; the first of them."""
    found = samples_of(asked.home, number, SHOWN, COMPARED)
    return [{**each._asdict(), "fields": each.fields[:FIELDS], "more": len(each.fields[FIELDS:])} for each in found]


def _owner(asked: Asked, vendor: str) -> str:
    """The name of the vendor or library; "" where its file is gone or refused."""
    with suppress(ConfigError, KeyError):
        if is_list(vendor):
            return feeds_of(asked.home.libraries)[vendor].library.name[asked.lang]
        return asked.home.vendor(vendor).title[asked.lang]
    return ""


def _entry(entry: Entry, checks: Sequence[Mapping[str, Any]], lang: str) -> dict[str, Any]:
    """One line of the ledger; why a gate held it is told in the reader's language."""
    reason, held = entry.reason, [each["message"] for each in checks if each["verdict"] == "hold"]
    if entry.state == "held" and sorted(_parts(reason)) == sorted(_parts(_line(held, "en"))):
        reason = _line(held, lang)  # it names the checks that are stored, in whatever order
    light = LIGHTS[entry.state] if entry.state in ENDS else "same"
    return {**entry._asdict(), "light": light, "told": reason}


def _line(messages: Sequence[Mapping[str, str]], lang: str) -> str:
    """Sentences in a language, strung together as in a ledger."""
    return _AND.join(each[lang] for each in messages)


def _parts(reason: str) -> list[str]:
    return reason.split(_AND)


def _with_examples(check: Mapping[str, Any]) -> dict[str, Any]:
    """A check with its examples as (vendor's id, what is told of it)."""
    told = [
        (str(each.get("id", "")), [str(value) for key, value in each.items() if key != "id" and value != ""])
        for each in check["samples"]
    ]
    return {**check, "examples": told}


def outcomes(counts: Mapping[str, Any], known: Mapping[str, str]) -> list[Outcome]:
    """What became of the records that were read; [] where none were. The numbers add up to `read`."""
    read, start, found = int(counts.get("read", 0)), 0, list[Outcome]()
    for key, colour in known.items() if read else ():
        records = int(counts.get(key, 0))
        parts = [(name.partition(":")[2], int(value)) for name, value in counts.items() if name.startswith(f"{key}:")]
        parts.sort(key=lambda part: (-part[1], part[0]))
        found.append(Outcome(key, records, colour, 100 * start / read, 100 * records / read, parts))
        start += records
    return found


def _record(row: Any) -> dict[str, Any]:
    return {"id": row.vendor_id, "name": title_of(row.record), "deleted": bool(row.deleted), "position": row.position}
