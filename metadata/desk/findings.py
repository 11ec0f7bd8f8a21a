"""What the rules said of a delivery, rule by rule, with a record in which it can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import select

from metadata.desk.asked import Asked
from metadata.feedback.findings import in_general, stored_issue, title_of
from metadata.references import rules_of
from metadata.rows import Row, rows_of
from metadata.rule_counts import RuleCount, by_rule
from metadata.store import arrivals, quarantine
from metadata.store.deliveries import Delivery
from metadata.store.tables import rule_count
from metadata.workplace import facts_of, rows_files
from transforms.record import Issue, Level

LOOKED_AT = 500  # records of a delivery among which examples are looked for
LEVELS = tuple(Level)
_RULE = 0  # place in a stored Issue


class Example(NamedTuple):
    """A record in which a rule found something."""

    vendor_id: str
    name: str
    issue: Issue


class Finding(NamedTuple):
    """What one rule found."""

    rule: str
    slug: str
    level: str
    message: str  # in general, in the reader's language
    counted: RuleCount
    withheld: int  # records that it holds in quarantine
    example: Example | None


def found_in(asked: Asked, delivery: Delivery) -> list[Finding]:
    """The rules that found something, the gravest first; of a delivery that is not committed as far as it is known."""
    counts = {each.rule: each for each in _counts(asked, delivery.id) if each.fired}
    withheld = quarantine.counted_by_rule(asked.connection, delivery_id=delivery.id)
    examples = _examples(asked, delivery, counts.keys())
    rules = rules_of(asked.home.references)
    found = []
    for name in sorted({*counts, *withheld}):
        rule = rules.rules.get(name)
        example = examples.get(name)
        issue = example.issue if example else Issue(name, rules.slug(name), rule.level if rule else Level.INFO)
        message = in_general(rules, issue, asked.lang)
        held = withheld.get(name, 0)
        level = Level.FATAL if held else rule.level if rule else Level.INFO  # some withhold whatever their level is
        count = counts.get(name, RuleCount(name, held, 0, 0, held, 0, 0))
        found.append(Finding(name, rules.slug(name), str(level), message, count, held, example))
    return sorted(found, key=lambda each: (-each.withheld, LEVELS.index(Level(each.level)), -each.counted.fired))


def _counts(asked: Asked, delivery_id: int) -> Sequence[RuleCount]:
    """As they were kept when it was committed; else as they stand in the work folder, if it can be read from here."""
    rows = asked.connection.execute(select(rule_count).where(rule_count.c.delivery_id == delivery_id))
    if kept := [RuleCount(*row[1:]) for row in rows]:
        return kept
    left: Mapping[str, Any] | None = facts_of(asked.home, delivery_id)
    return by_rule(left["counts"], list(rules_of(asked.home.references).rules)) if left else ()


def _examples(asked: Asked, delivery: Delivery, wanted: Iterable[str]) -> dict[str, Example]:
    missing, found = set(wanted), dict[str, Example]()
    for vendor_id, record, issue in _issues(asked, delivery) if missing else ():
        if issue[_RULE] in missing:
            missing.discard(issue[_RULE])
            found[issue[_RULE]] = Example(vendor_id, title_of(record), stored_issue(list(issue)))
    return found


def _issues(asked: Asked, delivery: Delivery) -> Iterator[tuple[str, str, Sequence[Any]]]:
    """(vendor's id, record, issue) of the first records, from the store or, before they are there, the work folder."""
    rows = arrivals.records_of(asked.connection, delivery.id, LOOKED_AT)
    for row in rows or _made(asked, delivery):
        for issue in row.issues:
            yield row.vendor_id, row.record, issue


def _made(asked: Asked, delivery: Delivery) -> list[Row]:
    """The first rows that refining left; none where another run takes them away meanwhile."""
    try:
        return list(islice(rows_of(rows_files(asked.home, delivery.id)), LOOKED_AT))
    except OSError:
        return []
