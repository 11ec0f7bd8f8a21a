"""Vendors' text made safe to show: nothing invisible, nothing that a spreadsheet would take for a formula.

Escaping for HTML is not done here: the templates do it.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 32_767  # UTF-16 units that a cell of Excel holds
_SEPARATORS = re.compile("[\t\n\v\f\r\x1c\x1e\x85\u2028\u2029]+")
_SUBFIELD = re.compile("\x1f(.?)", re.DOTALL)
_BLANKS = "\u00a0\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"  # look like nothing, or like an ordinary blank
_HARMLESS = re.compile(r"\w(?:[\w .:/()$\[\]-]*[\w.:/()$\[\]-])?")  # most values: nothing to look for
_FORMULA = re.compile(r"""[\s"'`´‘’“”]*[=+\-@＝＋－−＠]""")
_NEXT_CELL = re.compile(r"""([,;|][\s"'`´‘’“”]*)([=+\-@＝＋－−＠])""")  # where another separator is expected


def shown(text: str) -> str:
    """The text on one line; subfield marks as "$a", what cannot be seen (controls, directions, NBSP) as "⟨U+200B⟩"."""
    text = _SUBFIELD.sub(r" $\1 ", text)
    text = _SEPARATORS.sub(" ", text)
    return plain(text, _BLANKS).strip()


def plain(text: str, blanks: str = "") -> str:
    """The text with controls, signs of direction, what is no character, and these blanks as "⟨U+202E⟩"."""
    if text.isprintable() and not any(each in text for each in blanks):
        return text
    return "".join(f"⟨U+{ord(each):04X}⟩" if each in blanks or _is_hidden(each) else each for each in text)


def cell(text: str) -> str:
    """`shown` for a cell of CSV or XLSX: an apostrophe before what would begin a formula, at most 32,767 units long."""
    if _HARMLESS.fullmatch(text) and len(text) < LONGEST:
        return text
    text = shown(text)
    text = _NEXT_CELL.sub(r"\1'\2", f"'{text}" if _FORMULA.match(text) else text)
    if 2 * len(text) <= LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")


def _is_hidden(each: str) -> bool:
    """True for controls, lone surrogates, characters that are none, and signs that turn the direction of text."""
    if each in "\u061c\u200e\u200f" or "\u202a" <= each <= "\u202e" or "\u2066" <= each <= "\u2069":
        return True
    return unicodedata.category(each) in ("Cc", "Cs") or ord(each) & 0xFFFE == 0xFFFE or "\ufdd0" <= each <= "\ufdef"
