"""The scorecard of a vendor: what is expected of it, how it does over its runs, what it holds, what there is to do."""

from __future__ import annotations

from collections.abc import Mapping

from metadata import exceptions
from metadata.desk import scorecard
from metadata.desk.asked import Asked, Facts, Missing, Whole
from metadata.desk.lights import feed_of
from metadata.desk.spark import spark
from metadata.desk.wording import wording
from metadata.desk.words import lasting
from metadata.feedback import gather
from metadata.feedback.charts import Chart
from metadata.feedback.package import PAGES, page_of
from metadata.feedback.pages import CSP
from metadata.feedback.report import Report
from metadata.feedback.summary import arrivals_chart, fills_chart, live_chart, scores_chart
from metadata.feedback.sums import Sums
from metadata.feedback.words import LANGUAGES, Wording, language_of, load_texts
from metadata.gate.check import Check
from metadata.references import rules_of
from metadata.store import deliveries
from metadata.vendors import Vendor
from transforms.validate import RuleSet

LAST = 15  # deliveries in the table
_NO_POOR = gather.Told(0, 0)


def facts(asked: Asked) -> Facts:
    """The card; of a vendor whose file is refused what the ledger tells. Raises Missing."""
    name = asked.path["vendor"]
    vendors, refused = asked.home.vendors
    feed = feed_of(asked.home, asked.connection, asked.lang, name)
    if feed is None:
        raise Missing
    vendor, texts = vendors.get(name), load_texts(asked.home.settings.schemas)
    floors: Mapping[str, float] = vendor.expect.fill if vendor else {}
    told = gather.facts(asked.connection, name, floors, most=texts.feedback.limits.runs, told=_NO_POOR)
    words = wording(asked, vendor.timezone if vendor else "")
    rules = rules_of(asked.home.references)
    return {
        "vendor": vendor,
        "feed": feed,
        "refused": refused.get(name, ""),
        "expected": _expected(vendor, asked) if vendor else [],
        "letter": f"letter.{language_of(vendor)}.html" if vendor else "",
        "summary": f"summary.{asked.lang}.html" if vendor else "",
        "charts": _charts(asked, vendor, told, rules, words) if vendor else [],
        "rules": scorecard.top_rules(told, rules, asked.lang),
        "last": list(reversed(told.arrivals))[:LAST],
        "w": words,
        "levels": exceptions.levels_of(vendor, asked.home.today) if vendor else [],
        "suppressed": _suppressed(asked, name),
        "line": spark(feed.trend),
    }


def page(asked: Asked) -> Facts:
    """A page of the feedback to the vendor, as it would be sent now. Raises Whole, or Missing."""
    kind, _, rest = asked.path["file"].partition(".")
    language = rest.removesuffix(".html")
    if kind not in PAGES or language not in LANGUAGES or asked.path["vendor"] not in asked.home.vendors[0]:
        raise Missing
    raise Whole(page_of(asked.home, asked.connection, asked.path["vendor"], kind, language), CSP)


def _expected(vendor: Vendor, asked: Asked) -> list[tuple[str, str]]:
    """What the vendor file says that people want to know at a glance, by name."""
    words, expect = asked.words, vendor.expect
    found = [
        ("format", words[f"format_{vendor.format.kind}"]),
        ("comes", words[f"delivery_{vendor.delivery}"]),
        ("fetched_by", words.get(f"fetch_{vendor.fetch.kind}", vendor.fetch.kind)),
        ("schedule", f"{vendor.schedule} ({vendor.timezone})"),
    ]
    if expect.cadence:
        found.append(("cadence", lasting(words, expect.cadence, asked.lang)))
    if expect.grace:
        found.append(("grace", lasting(words, expect.grace, asked.lang)))
    found.append(("collection", vendor.collection))
    return [(words[name], value) for name, value in found]


def _charts(asked: Asked, vendor: Vendor, told: gather.Facts, rules: RuleSet, words: Wording) -> list[Chart]:
    """The trends over the runs, each with its numbers as a table."""
    texts = load_texts(asked.home.settings.schemas)
    report = Report(vendor, asked.home.consortium, rules, texts, told, Sums(0))
    return [
        arrivals_chart(report, words),
        live_chart(report, words),
        scores_chart(report, words),
        scorecard.measures_chart(told, words, asked.words),
        scorecard.findings_chart(told, rules, words, asked.words),
        scorecard.gate_chart(_judged(asked, told), words, asked.words),
        fills_chart(report, words),
    ]


def _judged(asked: Asked, told: gather.Facts) -> list[Check]:
    """What the gate saw of the newest delivery that it judged."""
    newest = next((each for each in reversed(told.arrivals) if each.state in ("committed", "held", "rejected")), None)
    rows = deliveries.checks_of(asked.connection, newest.id) if newest else []
    return [Check(row.key, row.value, row.limit, row.verdict, row.baseline) for row in rows]


def _suppressed(asked: Asked, name: str) -> list[exceptions.Standing]:
    """The rules that are let pass for records of the vendor."""
    standing = exceptions.standing(asked.home.settings.schemas, asked.home.today, asked.connection)
    return [each for each in standing if each.subject.partition(":")[0] == name and ":" in each.subject]
