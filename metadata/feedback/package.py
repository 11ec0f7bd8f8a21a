"""The feedback package of a vendor: every file of it, written in one pass over the vendor's records.

No clock: what the store says now comes out as the same bytes however often it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, NamedTuple, TextIO

from sqlalchemy import Connection

from metadata.feedback import gather
from metadata.feedback.findings import Judged, as_ndjson, line_of
from metadata.feedback.letter import letter
from metadata.feedback.report import Report
from metadata.feedback.sheet import FeedbackCsv, FeedbackXlsx, row_of, write_counts
from metadata.feedback.summary import summary
from metadata.feedback.sums import Sums
from metadata.feedback.words import LANGUAGES, Wording, language_of, load_texts
from metadata.home import Home
from metadata.references import rules_of
from transforms.validate import load_rules

PAGES: dict[str, Callable[[Report, Wording], str]] = {"letter": letter, "summary": summary}
FINDINGS = "issues.ndjson"


class Package(NamedTuple):
    """What was written, and the report it was written from."""

    folder: Path
    files: tuple[str, ...]
    language: str
    report: Report


class _Sinks(NamedTuple):
    """Where a finding goes."""

    ndjson: BinaryIO
    csv: FeedbackCsv
    xlsx: FeedbackXlsx


def write_package(home: Home, vendor_id: str, out: Path | None = None, language: str = "", since: int = 0) -> Package:
    """Write the package of a vendor into a folder, by default reports/<vendor> of the data folder.

    Pages come in all three languages; `language` is that of the spreadsheets, of the messages, and of letter.html and
    summary.html: by default the one the vendor catalogues in. Raises ConfigError for an unknown vendor or delivery.
    """
    vendor, texts = home.vendor(vendor_id), load_texts(home.settings.schemas)
    rules = load_rules(home.settings.schemas / "rules")
    language = language or language_of(vendor)
    with home.store.read() as connection:
        limits = texts.feedback.limits
        told = gather.Told(limits.poor, limits.ids)
        facts = gather.facts(connection, vendor_id, vendor.expect.fill, since, limits.runs, told)
        sums = Sums(limits.ids, texts.feedback.ours)
        report = Report(vendor, home.consortium, rules, texts, facts, sums, since)
        folder = out or home.settings.data_dir / "reports" / vendor_id
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".report-", dir=folder) as work:
            _write_findings(connection, report, Path(work), language)
            _write_pages(report, Path(work), language)
            names = sorted(each.name for each in Path(work).iterdir())
            for name in names:
                (Path(work) / name).replace(folder / name)
    return Package(folder, tuple(names), language, report)


def page_of(home: Home, connection: Connection, vendor_id: str, name: str, language: str) -> str:
    """One page of PAGES about a vendor as it would be written now; reads all its records. Raises ConfigError."""
    vendor, texts = home.vendor(vendor_id), load_texts(home.settings.schemas)
    limits, rules = texts.feedback.limits, rules_of(home.references)
    told = gather.Told(limits.poor, limits.ids)
    facts = gather.facts(connection, vendor_id, vendor.expect.fill, 0, limits.runs, told)
    report = Report(vendor, home.consortium, rules, texts, facts, Sums(limits.ids, texts.feedback.ours))
    for judged in gather.judged(connection, vendor_id, rules):
        report.sums.take(judged)
    return PAGES[name](report, _words(report, language))


def _write_findings(connection: Connection, report: Report, work: Path, language: str) -> None:
    """The files that have a line for each finding, and the counts; fills the sums."""
    words, vendor = _words(report, language), report.vendor.id
    with ExitStack() as open_files:

        def opened(name: str) -> TextIO:
            return open_files.enter_context((work / name).open("w", encoding="utf-8", newline=""))

        ndjson = open_files.enter_context((work / FINDINGS).open("wb"))
        xlsx = FeedbackXlsx(work / "feedback.xlsx", words)
        sinks = _Sinks(ndjson, FeedbackCsv(opened("feedback.csv")), xlsx)
        for judged in gather.judged(connection, vendor, report.rules, report.since):
            report.sums.take(judged)
            _write(sinks, judged, report, words)
        xlsx.close(report.sums, report.rules, about_lines(report, words))
        write_counts(opened("counts.csv"), vendor, report.facts, report.rules)


def _write(sinks: _Sinks, judged: Judged, report: Report, words: Wording) -> None:
    """All findings of one record; those about faults of ours stay out of what people read."""
    for issue in judged.issues:
        message = report.rules.message(issue, words.language)
        sinks.ndjson.write(as_ndjson(line_of(judged, issue, message)))
        if issue.rule not in report.texts.feedback.ours:
            row = row_of(judged, issue, message, words)
            sinks.csv.add(row)
            sinks.xlsx.add(row)


def _write_pages(report: Report, work: Path, language: str) -> None:
    for name, page in PAGES.items():
        for each in LANGUAGES:
            content = page(report, _words(report, each)).encode("utf-8", "replace")
            (work / f"{name}.{each}.html").write_bytes(content)
            if each == language:
                (work / f"{name}.html").write_bytes(content)


def _words(report: Report, language: str) -> Wording:
    return Wording(report.texts, language, report.vendor.timezone)


def about_lines(report: Report, words: Wording) -> list[str]:
    """Whose findings these are, and as of when."""
    when = words("as_of", date=words.date(report.facts.at)) if report.facts.at else words("no_deliveries")
    since = [words("since", n=report.since)] if report.since else []
    return [report.vendor.title[words.language], ", ".join([when, *since])]
