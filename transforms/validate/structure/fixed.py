"""Coded positions of leader, 006, 007 and 008: which codes each may hold, by record type or category of material.

Says where a code is wrong, never what would be right. Positions behind the end of a short field are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from transforms.validate.parts import Hit
from transforms.validate.structure.table import Row, read

FILL = "|"
LONGEST, MOST_KNOWN = 60, 1_000  # characters of a value, and values of a layout, that are remembered
TAGS = frozenset({"LDR", "006", "007", "008"})
_FORMS = {  # named checks of the table, for one whole element
    "date:yymmdd": "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])",
    "year:": "[0-9u]{4}",
    "monthday:": "(?:0[1-9]|1[0-2])  ",  # four digits are a year: too
}
_FREE = ("*", "computed")
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")

Lists = Callable[[str], Iterable[str]]  # name of a code list → its current codes


class Element(NamedTuple):
    """One coded element of a fixed field: positions start to end - 1, in codes of `unit` characters."""

    start: int
    end: int
    unit: int
    codes: frozenset[str]
    form: str  # a pattern of what else a code may look like, or ""
    is_free: bool
    rule: str  # the rule that speaks of it instead of F03, or ""

    def has_form(self, value: str) -> bool:
        """True if what stands in its positions has the form."""
        return self.form != "" and re.fullmatch(self.form, value[self.start : self.end]) is not None

    @property
    def pattern(self) -> str:
        """A regular expression of what it may hold; any text for codes of several characters, whose lists are long."""
        size = self.end - self.start
        if self.is_free or (self.unit > 1 and not self.form):
            return _times(".", size)
        if self.form:
            return "(?:" + "|".join([self.form, *map(re.escape, sorted(self.codes))]) + ")"
        return _times(f"[{re.escape(''.join(sorted(self.codes)))}]", size)


class _Piece(NamedTuple):
    """The place of one code."""

    start: int
    end: int
    codes: frozenset[str]
    element: Element


class Layout:
    """The elements of one field of one type; most fields are seen to be sound by one pattern."""

    __slots__ = ("_fillers", "_known", "_listed", "_pattern", "_pieces", "_spans", "elements", "length")

    def __init__(self, elements: Iterable[Element], length: int | None) -> None:
        self.elements = tuple(sorted(elements, key=lambda each: each.start))
        self.length = length  # of the whole field; None where it is not fixed
        self._pattern = re.compile(_pattern(self.elements), re.DOTALL)
        self._pieces = tuple(piece for each in self.elements if not each.is_free for piece in _pieces(each))
        self._fillers: dict[tuple[int, int], str | None] = {}
        self._spans = _spans(self._pieces)
        self._known: dict[tuple[int, str], tuple[Hit, ...]] = {}  # the same codes come again, with their faults
        self._listed = tuple(piece for piece in self._pieces if piece.element.unit > 1 and not piece.element.form)

    def wrong(self, value: str) -> list[Hit]:
        """Every wrong code by position, neighbours in one element as one hit ("/18-19").

        Of a short value only the codes that are there whole are looked at.
        """
        pieces = self._pieces
        known = (len(value), "".join([value[span] for span in self._spans]))
        if known in self._known:
            return list(self._known[known])
        if self._pattern.match(value) is not None:
            pieces = self._listed
        elif len(value) < pieces[-1].end:
            pieces = tuple(piece for piece in pieces if piece.end <= len(value))
        bad = [piece for piece in pieces if value[piece[0] : piece[1]] not in piece[2]]
        hits = _joined(value, [piece for piece in bad if not piece.element.has_form(value)]) if bad else []
        if len(value) <= LONGEST and len(self._known) < MOST_KNOWN:
            self._known[known] = tuple(hits)
        return hits

    def filler(self, start: int, end: int) -> str | None:
        """What says nothing in these positions: blanks where they are undefined, else fill; None where neither may."""
        if (start, end) not in self._fillers:
            overlapped = [each for each in self.elements if _overlaps(each, start, end)]
            text = "".join([_neutral(each) * (each.end - each.start) for each in overlapped])
            first = overlapped[0].start if overlapped else start
            found = text[start - first : end - first]
            self._fillers[start, end] = found if len(found) == end - start and "\0" not in found else None
        return self._fillers[start, end]


class Layouts(dict[tuple[str, str], Layout | None]):
    """(field, type) → layout, None for none. Each is made when a record first asks for it: few are ever asked for."""

    def __init__(self, told: Mapping[tuple[str, str], tuple[Sequence[Element], int | None]]) -> None:
        self._told = told

    def __missing__(self, key: tuple[str, str]) -> Layout | None:
        if key not in self._told:
            return None
        made = self[key] = Layout(*self._told[key])
        return made


@dataclass(frozen=True, slots=True)
class FixedFields:
    """The layouts of all fixed fields."""

    groups: Mapping[tuple[str, str], str]  # LDR/06, LDR/07 → material group
    every: Layouts  # with all elements
    own: Layouts  # without those that another rule than F03 speaks of

    def find(self, tag: str, value: str, kind: str, every: bool = False) -> Layout | None:
        """The layout of a field in a record with LDR/06-07 `kind`; None for other fields than the coded ones.

        What begins with no known category has a layout of that one position, an 008 of no known group its general part.
        """
        layouts = self.every if every else self.own
        if tag == "008":
            return layouts[tag, self.groups.get((kind[:1], kind[1:2]), "all")]
        if tag == "LDR":
            return layouts[tag, "all"]
        return layouts[tag, value[:1]] or layouts[tag, "all"]


def read_fixed(folder: Path, lists: Lists) -> FixedFields:
    """fixed_fields.csv and material_groups.csv of a folder."""
    rows = read(
        folder / "fixed_fields.csv", lambda row: (row["field"], row["type"], row["length"], _element(row, lists))
    )
    groups = [each for found in read(folder / "material_groups.csv", _group) for each in found]
    by_type: dict[tuple[str, str], list[Element]] = {}
    lengths: dict[str, dict[str, int]] = {}
    for tag, type_, length, element in rows:
        by_type.setdefault((tag, type_), []).append(element)
        if length:
            lengths.setdefault(tag, {})[type_] = int(length)
    return _layouts(dict(groups), by_type, lengths)


def _layouts(
    groups: Mapping[tuple[str, str], str],
    by_type: Mapping[tuple[str, str], list[Element]],
    lengths: Mapping[str, Mapping[str, int]],
) -> FixedFields:
    """006 and 007 by their first character, 008 by group together with what all have, the leader as it is."""
    every = {key: (elements, length) for key, elements, length in _keyed(by_type, lengths)}
    own = {key: ([each for each in elements if not each.rule], length) for key, (elements, length) in every.items()}
    return FixedFields(groups, Layouts(every), Layouts(own))


def _keyed(
    by_type: Mapping[tuple[str, str], list[Element]], lengths: Mapping[str, Mapping[str, int]]
) -> Iterable[tuple[tuple[str, str], list[Element], int | None]]:
    for (tag, type_), elements in by_type.items():
        known = lengths.get(tag, {})
        general = by_type.get((tag, "all"), [])
        if tag in ("006", "007"):
            for first in elements[0].codes:
                yield (tag, first), elements, known.get(type_)
        elif type_ != "all":
            yield (tag, type_), [*general, *elements], known.get("all")
        else:
            yield (tag, type_), elements, known.get("all")
    for tag in ("006", "007"):
        firsts = frozenset(code for (each, _), (first, *_) in by_type.items() if each == tag for code in first.codes)
        same = set(lengths.get(tag, {}).values())
        category = Element(0, 1, 1, firsts, "", is_free=False, rule="")
        yield (tag, "all"), [category], same.pop() if len(same) == 1 else None


def _element(row: Row, lists: Lists) -> Element:
    first, _, last = row["pos"].partition("-")
    codes: set[str] = set()
    forms = []
    for token in row["codes"].split():
        if token in _FORMS:
            forms.append(_FORMS[token])
        elif token.startswith("list:"):
            codes.update(code.ljust(int(row["unit"])) for code in lists(token.removeprefix("list:")))
        elif token not in _FREE:
            codes.update(_codes(token, int(row["unit"])))
    is_free = not codes and not forms
    return Element(
        int(first), int(last or first) + 1, int(row["unit"]), frozenset(codes), "|".join(forms), is_free, row["rule"]
    )


def _codes(token: str, unit: int) -> list[str]:
    """One code, or those of a range of numbers."""
    if ends := _RANGE.fullmatch(token):
        return [f"{number:0{unit}}" for number in range(int(ends[1]), int(ends[2]) + 1)]
    if len(token) != unit:
        raise ValueError(f"the code {token!r} has not {unit} characters")
    return [token.replace("_", " ")]


def _group(row: Row) -> list[tuple[tuple[str, str], str]]:
    levels = "abcdims" if row["ldr07"] == "*" else row["ldr07"].split()
    return [((type_, level), row["group"]) for type_ in row["ldr06"].split() for level in levels]


def _pattern(elements: Iterable[Element]) -> str:
    text, at = "", 0
    for each in elements:
        text += _times(".", each.start - at) + each.pattern
        at = each.end
    return text


def _times(pattern: str, number: int) -> str:
    return f"{pattern}{{{number}}}"


def _pieces(element: Element) -> list[_Piece]:
    starts = range(element.start, element.end, element.unit)
    return [_Piece(at, at + element.unit, element.codes, element) for at in starts]


def _spans(pieces: Iterable[_Piece]) -> tuple[slice, ...]:
    """The stretches of a value in which codes stand."""
    spans: list[tuple[int, int]] = []
    for piece in pieces:
        if spans and spans[-1][1] == piece.start:
            spans[-1] = (spans[-1][0], piece.end)
        else:
            spans.append((piece.start, piece.end))
    return tuple(slice(*span) for span in spans)


def _joined(value: str, bad: Iterable[_Piece]) -> list[Hit]:
    """One hit for wrong codes that stand side by side in one element."""
    runs: list[tuple[int, int, Element]] = []
    for piece in bad:
        if runs and runs[-1][1] == piece.start and runs[-1][2] is piece.element:
            runs[-1] = (runs[-1][0], piece.end, piece.element)
        else:
            runs.append((*piece[:2], piece.element))
    return [(value[start:end], _part(start, end), start) for start, end, _ in runs]


def _part(start: int, end: int) -> str:
    return f"/{start:02}" if end - start == 1 else f"/{start:02}-{end - 1:02}"


def _overlaps(element: Element, start: int, end: int) -> bool:
    return element.start < end and start < element.end


def _neutral(element: Element) -> str:
    """A blank where blank and fill are all there is, fill where it may stand, else a mark for "nothing"."""
    if element.codes == {" ", FILL}:
        return " "
    return FILL if FILL * element.unit in element.codes else "\0"
