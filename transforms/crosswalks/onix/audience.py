"""For whom a product is: the code of 008/22 and what 385 and 521 tell (onix-to-marc.md §14). Wording is in tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.subjects import Subject
from transforms.formats.onix import Node, Product
from transforms.onix_subjects import AudienceSign, OnixSubjects
from transforms.record import Issue

UNKNOWN, ADULT, GENERAL, JUVENILE, SPECIALISED = "|", "e", "g", "j", "f"  # 008/22
CHILDREN = frozenset("abcj")
YOUNG = frozenset("abcdj")
EXACT, FROM, TO = "01", "03", "04"  # list 31
ONIX_CODES = "01"  # list 29
INTEREST_AGES = ("16", "17")  # list 30: in months, in years
THEMA_AGE, BOOK_TRADE = "98", "73"  # list 27
LONGEST_COURSE = 20  # characters
RANKS = {"": 0, "child": 1, "schools": 2, "adult": 3}  # kinds of codes, the most special first

PATH = "DescriptiveDetail/Audience/AudienceCodeValue"
TYPE_PATH = "DescriptiveDetail/Audience/AudienceCodeType"
RANGE_PATH = "DescriptiveDetail/AudienceRange/AudienceRangeValue"


class Note(NamedTuple):
    """A 521: first indicator, wording, and the span that its "{}" stands for; "" for prose."""

    ind: str
    words: Mapping[str, str]
    span: str = ""


class Audience(NamedTuple):
    """What the record says of its audience."""

    code: str  # 008/22
    signs: tuple[AudienceSign, ...] = ()  # those that 385 tells
    notes: tuple[Note, ...] = ()


class Span(NamedTuple):
    """A range of ages, grades or courses."""

    qualifier: str
    text: str  # "3-6", "6+"
    code: str  # 008/22; "" where it tells none


Signs = tuple[AudienceSign, ...]
Pairs = tuple[tuple[str, str], ...]  # type or scheme, and code
Range = tuple[str, tuple[str, ...], tuple[str, ...]]  # qualifier, precisions, values
Found = tuple[Audience, list[Issue]]


def audience_of(
    product: Product, subjects: Iterable[Subject], lists: OnixSubjects, issues: list[Issue], *, is_easy: bool
) -> Audience:
    """The audience by ranges, else by codes, by Thema, by the class of the book trade; an issue for a contradiction.

    What an adult rating contradicts is not marked as for children until a person has decided (rule J18).
    """
    detail = product.first("DescriptiveDetail")
    codes = [(ONIX_CODES, each) for each in detail.texts("AudienceCode")]
    codes += [(each.text("AudienceCodeType"), each.text("AudienceCodeValue")) for each in detail.all("Audience")]
    ranges = tuple([_range(each) for each in detail.all("AudienceRange")])
    classes = tuple([(each.scheme, each.code) for each in subjects if each.scheme in (THEMA_AGE, BOOK_TRADE)])
    audience, found = _audience(tuple(codes), ranges, classes, lists, is_easy=is_easy)
    issues += found
    return audience


@lru_cache(maxsize=1024)  # most products of a feed are for the same people
def _audience(codes: Pairs, ranges: tuple[Range, ...], classes: Pairs, lists: OnixSubjects, *, is_easy: bool) -> Found:
    """The audience by what a product tells of it, and the issues."""
    issues: list[Issue] = []
    stated = tuple(_stated(codes, lists, issues))
    spans = tuple(_spans(ranges, lists, issues))
    classed = _classed(classes, lists)
    return _united(stated, spans, classed, lists, issues, is_easy=is_easy), issues


def _united(
    stated: Signs, spans: tuple[Span, ...], classed: Signs, lists: OnixSubjects, issues: list[Issue], *, is_easy: bool
) -> Audience:
    if not (is_easy or stated or spans or classed):
        return Audience(UNKNOWN)
    signs = (*stated, *classed)
    code = _code(stated, spans, classed)
    found = {code, *(each.marc for each in classed)}
    if not found.isdisjoint(YOUNG) and any(each.kind == "rating" for each in signs):
        issues.append(issue("J18", PATH, "; ".join(each.code for each in signs)))
        return Audience(UNKNOWN, (), tuple(_prose(signs, ("rating",))))
    if not found.isdisjoint(CHILDREN) and {each.kind for each in stated} == {"adult"}:
        issues.append(issue("J18", PATH, "; ".join(each.code for each in signs)))
    if is_easy:
        code = SPECIALISED
    return Audience(
        code or UNKNOWN, tuple(each for each in stated if each.group), _notes(stated, spans, classed, lists)
    )


def _range(node: Node) -> Range:
    """A range as it is told."""
    precisions, values = node.texts("AudienceRangePrecision"), node.texts("AudienceRangeValue")
    return node.text("AudienceRangeQualifier"), tuple(precisions), tuple(values)


def _stated(codes: Pairs, lists: OnixSubjects, issues: list[Issue]) -> Iterator[AudienceSign]:
    """What the audience codes say, in the order of the product; an issue for a code that no list has."""
    for kind, value in dict.fromkeys(codes):
        name = lists.audience_lists.get(kind)
        sign = lists.audiences[name].get(value if name != "15" else value.casefold()) if name else None
        if sign is not None:
            yield sign
        elif name is None or name:
            issues.append(issue("O06", PATH if name else TYPE_PATH, value if name else kind))


def _spans(ranges: tuple[Range, ...], lists: OnixSubjects, issues: list[Issue]) -> Iterator[Span]:
    """The ranges that the record can tell; an issue for one that is none."""
    for qualifier, precisions, values in ranges:
        known = lists.ranges.get(qualifier)
        if known is None:
            issues.append(issue("O06", "DescriptiveDetail/AudienceRange/AudienceRangeQualifier", qualifier))
        elif known.ind:
            found = _span(precisions, values, qualifier, lists)
            if found is None:
                issues.append(issue("O06", RANGE_PATH, "; ".join(values)))
            else:
                yield found


def _span(precisions: Sequence[str], values: Sequence[str], qualifier: str, lists: OnixSubjects) -> Span | None:
    """A range by its one or two values: exact, from, to, from and to; None where they make none."""
    told = dict(zip(precisions, values, strict=False))
    known = lists.ranges[qualifier]
    first = told.get(EXACT) or told.get(FROM) or known.least
    last = told.get(EXACT) or told.get(TO, "")
    if not told or not told.keys() <= {EXACT, FROM, TO} or len(values) > len(told):
        return None
    if known.least and not all(
        each.isdecimal() and each.isascii() and len(each) <= 2 for each in (first, last or first)
    ):
        return None
    if not known.least and not all(0 < len(each) <= LONGEST_COURSE and each.isprintable() for each in values):
        return None
    if known.least and last and int(first) > int(last):
        return None
    text = f"{first}+" if last in ("", known.most) else last if first in (last, "") else f"{first}-{last}"
    return Span(qualifier, text, _step(known.scale, (first, last or first), lists))


def _step(scale: str, numbers: Iterable[str], lists: OnixSubjects) -> str:
    """The code of a range: one step of its scale; j or g for a span over several."""
    steps = lists.steps.get(scale, ())
    found = {
        next((code for upto, code in steps if upto is None or (each.isdecimal() and int(each) <= upto)), "")
        for each in numbers
    }
    if len(found) > 1:
        return JUVENILE if found <= YOUNG else GENERAL
    return found.pop()


def _classed(classes: Pairs, lists: OnixSubjects) -> Signs:
    """What interest ages of Thema and the class of the Finnish book trade say, Thema's first."""
    found = []
    for scheme, told in sorted(classes, key=lambda one: one[0] != THEMA_AGE):
        signs = lists.audiences[scheme]
        code = told if scheme == THEMA_AGE else told[:1]
        found.append(signs.get(code) or signs.get(code[:2]))
    return tuple(sign for sign in found if sign is not None)


def _code(stated: Sequence[AudienceSign], spans: Sequence[Span], classed: Sequence[AudienceSign]) -> str:
    """008/22: a range, the interest age before others; the codes; what the classes say."""
    ranged = sorted(spans, key=lambda each: each.qualifier != "17") if spans else ()
    by_range = next((each.code for each in ranged if each.code), "")
    by_class = next((each.marc for each in classed if each.marc), "")
    return by_range or _by_codes(stated) or by_class or (ADULT if any(each.kind == "rating" for each in stated) else "")


def _by_codes(stated: Sequence[AudienceSign]) -> str:
    """One stage of education, or j for several; else the most special code."""
    stages = {each.marc for each in stated if each.kind == "school"}
    if stages:
        return stages.pop() if len(stages) == 1 else JUVENILE
    ranked = [each for each in stated if each.marc and each.kind in RANKS]
    return min(ranked, key=lambda each: RANKS[each.kind]).marc if ranked else ""


def _notes(
    stated: Sequence[AudienceSign], spans: Sequence[Span], classed: Sequence[AudienceSign], lists: OnixSubjects
) -> tuple[Note, ...]:
    """521: schools, ages, ratings; Thema's age where no other is told, all schools where no stage is."""
    if not spans and not classed and not any(each.ind for each in stated):
        return ()
    schools = list(_prose(stated, ("school", ""))) or list(_prose(stated, ("schools",)))
    ages = [Note(lists.ranges[each.qualifier].ind, lists.ranges[each.qualifier].words, each.text) for each in spans]
    if not any(each.qualifier in INTEREST_AGES for each in spans):
        aged = next((each.span for each in classed if each.span[0]), None)
        ages += [Note(lists.ranges[aged[0]].ind, lists.ranges[aged[0]].words, aged[1])] if aged else []
    return (*schools, *ages, *_prose((*stated, *classed), ("rating",)))


def _prose(signs: Iterable[AudienceSign], kinds: Sequence[str]) -> Iterator[Note]:
    return (Note(each.ind, each.words) for each in signs if each.ind and each.kind in kinds)
