"""The issues that only the ONIX itself can show (quality-rules.md §2, class O), by rule number."""

from __future__ import annotations

from transforms.record import Issue, Level

RULES = {
    "A02": ("placeholder-contributor", Level.ERROR),
    "A03": ("several-names-in-one", Level.WARNING),
    "D05": ("extent-form", Level.ERROR),
    "D07": ("duration-form", Level.ERROR),
    "D12": ("edition-form", Level.WARNING),
    "D13": ("series-form", Level.WARNING),
    "I18": ("person-id-check", Level.ERROR),
    "I26": ("asteri-id-variant", Level.WARNING),
    "I02": ("isbn-check-digit", Level.ERROR),
    "I09": ("issn-misplaced", Level.ERROR),
    "I11": ("standard-number-check", Level.ERROR),
    "J18": ("audience-contradiction", Level.WARNING),
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
    "O23": ("role-in-name", Level.WARNING),
    "T07": ("subtitle-unsplit", Level.WARNING),
    "X02": ("link-scheme", Level.ERROR),
    "Y03": ("accessibility-contradiction", Level.WARNING),
}
CODED = frozenset({"O06", "O15"})


def issue(rule: str, path: str, value: str = "", after: str = "", *, is_mended: bool = False) -> Issue:
    """An issue by the number of its rule; `path` names the ONIX element from Product.

    It is mended where `after` stands in its place, or, if `is_mended`, where nothing does. A code or date of which
    nothing is sent is not unknown but missing (O09).
    """
    if rule in CODED and not value:
        rule, value = "O09", path.rpartition("/")[2]
    slug, level = RULES[rule]
    return Issue(rule, slug, level, path, value, fixed=is_mended or bool(after), after=after)
