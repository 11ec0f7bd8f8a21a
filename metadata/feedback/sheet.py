"""The findings as spreadsheets: feedback.csv and feedback.xlsx, and the counts of the rules by delivery.

Written row by row, however many there are. No cell is a formula or a link: `cells.cell` goes over every text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import xlsxwriter

from metadata.feedback.cells import cell
from metadata.feedback.findings import Judged, in_general
from metadata.feedback.gather import Facts
from metadata.feedback.sums import RuleSum, Sums
from metadata.feedback.words import Wording
from transforms.record import Issue
from transforms.validate import RuleSet

COLUMNS = ("vendor_id", "title", "rule", "slug", "level", "message", "path", "value", "before", "after", "fixed")
COUNTS = ("fired", "fixed", "suppressed", "records", "passed", "na")
COUNT_COLUMNS = ("vendor", "delivery", "name", "kind", "committed", "rule", "slug", "level", *COUNTS)
RULE_COLUMNS = ("rule", "slug", "level", "message", "to_correct", "mended_by_us", "accepted")
_WIDTHS = (24, 36, 7, 24, 12, 60, 12, 30, 30, 30, 12)
_RULE_WIDTHS = (7, 28, 16, 70, 14, 14, 18)
_EPOCH = datetime(2000, 1, 1)  # of the workbook's properties: no clock, so that two runs are equal
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}


class Row(NamedTuple):
    """A finding as the cells of its line, all made safe."""

    cells: tuple[str, ...]  # in the order of COLUMNS


def row_of(judged: Judged, issue: Issue, message: str, words: Wording) -> Row:
    """The line of one finding."""
    mended = "accepted" if issue.suppressed else "done" if issue.fixed else "undone"
    values = (
        judged.label,
        judged.title,
        issue.rule,
        issue.slug,
        words.named("levels", str(issue.level)),
        message,
        issue.path,
        issue.value,
        issue.value if issue.fixed else "",
        words.outcome(issue) if issue.fixed else "",
        words(mended),
    )
    return Row(tuple(map(cell, values)))


class FeedbackCsv:
    """feedback.csv: RFC 4180 in UTF-8, with the names of COLUMNS in its first line."""

    def __init__(self, out: TextIO) -> None:
        self._writer = csv.writer(out)
        self._writer.writerow(COLUMNS)

    def add(self, row: Row) -> None:
        """Write one finding."""
        self._writer.writerow(row.cells)


class FeedbackXlsx:
    """feedback.xlsx: what to know, the rules in sum, and every finding up to the limit of feedback.yml."""

    def __init__(self, path: Path, words: Wording) -> None:
        self._words = words
        self._book = xlsxwriter.Workbook(str(path), _PLAIN)
        self._book.set_properties({"title": words("letter_name"), "created": _EPOCH})
        look = {"bold": True, "bg_color": "#0B5563", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
        self._head = self._book.add_format(look)
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._bold = self._book.add_format({"bold": True, "font_size": 14})
        self._findings = self._sheet("sheet_findings", COLUMNS, _WIDTHS)
        self._rules = self._sheet("sheet_rules", RULE_COLUMNS, _RULE_WIDTHS)
        self._about = self._book.add_worksheet(words("sheet_about"))
        self._rows = self._left_out = 0

    def _sheet(self, name: str, columns: Sequence[str], widths: Sequence[int]) -> Any:
        """A sheet with headings that stay in sight."""
        sheet = self._book.add_worksheet(self._words(name))
        for number, (key, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, self._words("fixed" if key == "fixed" else key), self._head)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def add(self, row: Row) -> None:
        """Write one finding, while there is room."""
        if self._rows >= self._words.feedback.limits.sheet:
            self._left_out += 1
            return
        self._rows += 1
        for number, text in ((number, text) for number, text in enumerate(row.cells) if text):
            self._findings.write_string(self._rows, number, text, self._wrap)

    def close(self, sums: Sums, rules: RuleSet, about: Iterable[str]) -> None:
        """Write the other sheets, and the file."""
        self._findings.autofilter(0, 0, max(1, self._rows), len(COLUMNS) - 1)
        language = self._words.language
        for number, each in enumerate(sorted(sums.rules.values(), key=lambda one: one.order), start=1):
            general = in_general(rules, _issue(each), language)
            texts = (each.rule, each.slug, self._words.named("levels", str(each.level)), general)
            for column, text in enumerate(texts):
                self._rules.write_string(number, column, cell(text), self._wrap)
            left = each.fired - each.fixed - each.suppressed
            for column, value in enumerate((left, each.fixed, each.suppressed), start=len(texts)):
                self._rules.write_number(number, column, value, self._wrap)
        self._close_about(about)
        self._book.close()

    def _close_about(self, about: Iterable[str]) -> None:
        words = self._words
        self._about.set_column(0, 0, 100)
        self._about.write_string(0, 0, words("letter_name"), self._bold)
        lines = [*about, *map(words, ("about_findings", "about_rules", "about_path", "about_apostrophe"))]
        if self._left_out:
            lines.append(words("about_cut", n=words.number(self._rows)))
        for number, line in enumerate(lines, start=1):
            self._about.write_string(number, 0, cell(line), self._wrap)


def _issue(each: RuleSum) -> Issue:
    """An issue of a rule, for its words."""
    example = each.example or each.remedy
    return example.issue if example else Issue(each.rule, each.slug, each.level)


def write_counts(out: TextIO, vendor: str, facts: Facts, rules: RuleSet) -> None:
    """counts.csv: one line for each rule and delivery, in the order of commits."""
    writer = csv.writer(out)
    writer.writerow(COUNT_COLUMNS)
    runs: Mapping[int, Any] = {each.id: each for each in facts.runs}
    for row in facts.rule_counts:
        run, rule = runs[row.delivery_id], rules.rules.get(row.rule)
        head = (vendor, run.id, cell(run.name), run.kind, run.at, row.rule, rules.slug(row.rule))
        writer.writerow((*head, str(rule.level) if rule else "", *(getattr(row, name) for name in COUNTS)))
