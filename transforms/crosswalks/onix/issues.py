"""The issues that only the ONIX itself can show (quality-rules.md §2, class O), by rule number."""

from __future__ import annotations

from transforms.record import Issue, Level

RULES = {
    "D07": ("duration-form", Level.ERROR),
    "O03": ("product-id-missing", Level.ERROR),
    "O06": ("code-unknown", Level.WARNING),
    "O07": ("format-unknown", Level.WARNING),
    "O08": ("inverted-name-missing", Level.WARNING),
    "O09": ("content-incomplete", Level.WARNING),
    "O10": ("sequence-missing", Level.WARNING),
    "O12": ("withdrawn", Level.WARNING),
    "O15": ("date-format", Level.ERROR),
    "O16": ("ids-disagree", Level.ERROR),
    "O21": ("availability-unclear", Level.WARNING),
    "O22": ("serial-title", Level.WARNING),
    "X02": ("link-scheme", Level.ERROR),
}


def issue(rule: str, path: str, value: str = "", after: str = "") -> Issue:
    """An issue by the number of its rule; `path` names the ONIX element from Product. With `after` it is mended."""
    slug, level = RULES[rule]
    return Issue(rule, slug, level, path, value, fixed=bool(after), after=after)
