"""One MARC field, by itself: its text, its subfields, and what an edit makes of it; record.py hands it on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

SUBFIELD = "\x1f"  # ISO 2709 subfield delimiter

# What text is parted into lines by, and how it is shown: the pictures of the control characters, U+2424 for the others.
_LINE_ENDS = {code: chr(0x2400 + code) for code in (*range(0x0A, 0x0E), *range(0x1C, 0x1F))}
_LINE_ENDS |= dict.fromkeys((0x85, 0x2028, 0x2029), "\u2424")
_NEW = tuple.__new__  # makes a Field without a Python-level call, for hot loops


class Field(NamedTuple):
    """One MARC field: its tag and its ISO 2709 text, without the field terminator.

    `value` is "004500123" for a control field and "10\\x1faTitle :\\x1fbsubtitle" for a data field.
    """

    tag: str
    value: str

    @staticmethod
    def data(tag: str, indicators: str, *parts: str | None) -> Field:
        """Build a data field: `Field.data("264", " 1", "a", place, "c", year)`; parts without a value are left out."""
        if len(indicators) != 2 or len(parts) % 2:
            raise ValueError(f"{tag}: two indicators and pairs of code and value, not {indicators!r} {parts!r}")
        text, each = indicators, iter(parts)
        for code, value in zip(each, each, strict=True):
            if value:
                text += f"{SUBFIELD}{code}{value}"
        return _NEW(Field, (tag, text))

    @property
    def is_control(self) -> bool:
        """True for 00X, which hold one value and no subfields; odd tags ("FMT", "---") are data fields."""
        return self.tag.startswith("00")

    @property
    def ind1(self) -> str:
        """First indicator; "" in a control field."""
        return "" if self.is_control else self.value[:1]

    @property
    def ind2(self) -> str:
        """Second indicator; "" in a control field."""
        return "" if self.is_control else self.value[1:2]

    @property
    def subfields(self) -> list[tuple[str, str]]:
        """All (code, value) pairs in order; empty for a control field."""
        if self.tag[:2] == "00":
            return []
        return [(part[:1], part[1:]) for part in self.value.split(SUBFIELD)[1:]]

    @property
    def codes(self) -> str:
        """The subfield codes in order, for example "abc"."""
        return "".join(code for code, _ in self.subfields)

    @property
    def text(self) -> str:
        """The values of all subfields joined by one blank, or the value of a control field."""
        return self.value if self.is_control else " ".join(value for _, value in self.subfields)

    def __getitem__(self, code: str) -> str:  # type: ignore[override]  # field["a"] reads better than an index
        """First value of a subfield; "" when absent (ask `has` where an empty one must be told from none)."""
        value = self.value
        start = value.find(SUBFIELD + code)
        if start < 0 or self.tag[:2] == "00":
            return ""
        end = value.find(SUBFIELD, start + 2)
        return value[start + 2 : end] if end >= 0 else value[start + 2 :]

    def has(self, code: str) -> bool:
        """True if the subfield is present, with or without text."""
        return SUBFIELD + code in self.value and self.tag[:2] != "00"

    def all(self, *codes: str) -> list[str]:
        """Every value of the given subfields, in the order they stand: `field.all("a", "b")`."""
        if self.tag[:2] == "00":
            return []
        if len(codes) != 1:
            return [part[1:] for part in self.value.split(SUBFIELD)[1:] if part[:1] in codes]
        pieces = self.value.split(SUBFIELD + codes[0])
        return [each.partition(SUBFIELD)[0] for each in pieces[1:]] if len(pieces) > 1 else []

    def with_subfields(self, pairs: Iterable[tuple[str, str]]) -> Field:
        """The same tag and indicators with other subfields."""
        body = "".join([f"{SUBFIELD}{code}{value}" for code, value in pairs])
        return _NEW(Field, (self.tag, self.value[:2] + body))

    def with_indicators(self, indicators: str) -> Field:
        """The same subfields with other indicators (two characters)."""
        return _NEW(Field, (self.tag, indicators + self.value[2:]))

    def with_tag(self, tag: str) -> Field:
        """The same content under another tag."""
        return _NEW(Field, (tag, self.value))

    def put(self, code: str, value: str) -> Field:
        """Set the first subfield of this code, or append it."""
        parts = self.value.split(SUBFIELD)
        for place, part in enumerate(parts):
            if place and part[:1] == code:
                parts[place] = code + value
                return _NEW(Field, (self.tag, SUBFIELD.join(parts)))
        return self.add(code, value)

    def add(self, code: str, value: str) -> Field:
        """Append a subfield."""
        return _NEW(Field, (self.tag, f"{self.value}{SUBFIELD}{code}{value}"))

    def drop(self, *codes: str) -> Field:
        """Leave out every subfield of these codes."""
        return self.with_subfields(pair for pair in self.subfields if pair[0] not in codes)

    def map(self, change: Callable[[str, str], str]) -> Field:
        """Change every subfield value by `change(code, value)`; a control field by `change("", value)`."""
        if self.is_control:
            return Field(self.tag, change("", self.value))
        return self.with_subfields([(code, change(code, value)) for code, value in self.subfields])

    def __str__(self) -> str:
        """MarcEdit's mnemonic line: "=245  10$aTitle". Blank indicators and fixed-field blanks show as a backslash.

        It is always one line: the end of one inside a value shows as its picture (U+240A for U+000A).
        """
        if self.is_control:
            return f"={self.tag}  {_in_one_line(self.value).replace(' ', chr(92))}"
        body = self.value[2:].replace("$", "{dollar}").replace(SUBFIELD, "$")
        return f"={self.tag}  {self.value[:2].replace(' ', chr(92))}{_in_one_line(body)}"


def _in_one_line(text: str) -> str:
    return text if text.isprintable() else text.translate(_LINE_ENDS)
