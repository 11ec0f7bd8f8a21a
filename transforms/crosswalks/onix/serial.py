"""Titles that look like the issue of a magazine: ONIX for Books is for books (onix-to-marc.md §3.3, other gates)."""

from __future__ import annotations

import re

from transforms.crosswalks.onix.context import Context
from transforms.formats.onix import Product

PATH = "DescriptiveDetail/TitleDetail"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ISSUE = re.compile(  # "12/2026", "3-4/2026", "2026:5"; no day of a date, no season such as 1999/2000
    r"(?<![\d/.])\d{1,2}(?:[-–]\d{1,2})? ?[/:] ?(?:19|20)\d\d(?!\d)|(?<![\d/.])(?:19|20)\d\d ?[/:] ?\d{1,2}(?![\d/.])"
)


def note_serial_title(product: Product, context: Context) -> None:
    """O22 where a title has a year and the number of an issue: a person says whether it is a book at all."""
    title = context.title
    told = " ".join(filter(None, (title.text, *(each for _, each in title.parts), title.subtitle)))
    if _YEAR.search(told) and (_ISSUE.search(told) or context.tables.onix_lists.forms.issue_word.search(told)):
        context.note("O22", PATH, told)
