"""The titles of a product as ONIX tells them, before any MARC (onix-to-marc.md §8).

A title of a part is put together here from the levels of its elements (list 149); where a title stops and its
subtitle, a parallel title or a word for an easy edition begins is decided here too, and the text as sent is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from transforms.formats.onix import Node, Product

DISTINCTIVE = ("01", "00", "")  # list 15, best first; last one without a type, which is told
ORIGINAL = ("03", "16")  # title in the original language; translated from
PRODUCT, COLLECTION, SUBCOLLECTION, CONTENT, LOWEST = "01", "02", "03", "04", "06"  # list 149
OWN = (PRODUCT, CONTENT, "")  # without a level, which is told, it is that of the product
COLLECTIONS = (COLLECTION, SUBCOLLECTION, LOWEST)  # from the widest to the narrowest

LEVEL = "DescriptiveDetail/TitleDetail/TitleElement/TitleElementLevel"
LOOSE = " :;/=,"  # marks that end no title
MARKS = (": ", " – ", " = ")  # behind a title
BETWEEN = " :;,/–-"  # between a title and its subtitle
_COLON = re.compile(r"(?<!\d): |: (?!\d)")  # not between digits
_DASH = re.compile(r"(?<!\d) – | – (?!\d)")
_FULL_STOP = re.compile(r"[^\W\d_]{4}[.]$")
_LETTERS = re.compile(r"[^\W\d_]")

IsPart = Callable[[str], "re.Match[str] | None"]


class Title(NamedTuple):
    """A title with its parts."""

    text: str
    subtitle: str = ""
    parts: tuple[tuple[str, str], ...] = ()  # ("n", number) and ("p", name) in their order
    article: int = -1  # length of a stated prefix with its blank; -1: nothing stated
    language: str = ""  # of the text, where the element says so (list 74)
    parallel: str = ""  # the same in another language
    source: str = ""  # as sent, where the text was taken apart

    @property
    def told(self) -> str:
        """The whole title in one line, with its marks."""
        rest = ((" = ", self.parallel), (" : ", self.subtitle))
        numbered = ". ".join((self.text, *(value for _, value in self.parts)))
        return numbered + "".join(mark + text for mark, text in rest if text)

    def split(self) -> Title:
        """A title without subtitle parted at a colon, a lone dash or an equals sign: "Meri: romaani" has two parts."""
        if self.subtitle:
            return self._once()
        if not any(map(self.text.__contains__, MARKS)):
            return self
        equals = _equals_sign(self.text)
        if equals:
            first, second = self.text[:equals], self.text[equals + 3 :]
            other = Title(second).split()
            return self._replace(text=first, parallel=other.text, subtitle=other.subtitle, source=self.text)
        found = _COLON.search(self.text)
        if found is None and self.text.count(" – ") == 1:  # two of them enclose something
            found = _DASH.search(self.text)
        if found is None or not found.start() or found.end() == len(self.text):
            return self
        return self._replace(text=self.text[: found.start()], subtitle=self.text[found.end() :], source=self.text)

    def _once(self) -> Title:
        """The subtitle that the title tells too, told once: "Meri: romaani" with "romaani" becomes Meri : romaani."""
        start = len(self.text) - len(self.subtitle)
        if start < 0 or self.text[start:].casefold() != self.subtitle.casefold():
            return self
        before = self.text[:start]
        if not before:
            return self._replace(subtitle="", source=f"{self.text} : {self.subtitle}")
        bare = before.rstrip(BETWEEN)
        is_marked = before.endswith(" ") and before.rstrip() != bare
        return self._replace(text=bare, source=self.text) if bare and is_marked else self

    def easy(self, words: Collection[str]) -> Title:
        """A word for an easy edition in brackets as subtitle: "Valot (selkokirja)" becomes Valot : selkokirja."""
        start = self.text.rfind("(") if self.text.endswith(")") else 0
        word = self.text[start + 1 : -1]
        if start <= 0 or word.casefold() not in words:
            return self
        subtitle = f"{self.subtitle} : {word}" if self.subtitle else word
        return self._replace(text=self.text[:start].rstrip(), subtitle=subtitle, source=self.source or self.text)


def _equals_sign(text: str) -> int:
    """The place of " = " between two titles; 0 where there is none, in a formula or behind a colon."""
    place = text.find(" = ")
    if place < 0 or text.count(" = ") > 1 or _COLON.search(text, 0, place + 1):
        return 0
    is_title = all(len(_LETTERS.findall(side[:40])) > 2 for side in (text[:place], text[place + 3 :]))
    return place if is_title else 0


def title_of(product: Product) -> Title | None:
    """The distinctive title of the product as sent, or None."""
    found = product.all("DescriptiveDetail/TitleDetail")
    titles = (_title(each, None) for kind in DISTINCTIVE for each in found if each.text("TitleType") == kind)
    return next((each for each in titles if each.text), None)


def titles_of(product: Product, is_part: IsPart) -> Mapping[str, list[Title]]:
    """Every title with a text, by its type (list 15), taken apart."""
    titles: dict[str, list[Title]] = {}
    for each in product.all("DescriptiveDetail/TitleDetail"):
        title = _title(each, is_part)
        if title.text:
            titles.setdefault(each.text("TitleType"), []).append(title.split())
    return titles


def levels_in(product: Product) -> list[str]:
    """The levels of the elements of its titles, each once; "" for one that has none."""
    details = product.all("DescriptiveDetail/TitleDetail")
    return list(dict.fromkeys(each.text("TitleElementLevel") for one in details for each in one.all("TitleElement")))


def first_of(titles: Mapping[str, list[Title]], kinds: Collection[str]) -> Title | None:
    """The first title of the first type that there is."""
    return next((titles[kind][0] for kind in kinds if kind in titles), None)


def _title(detail: Node, is_part: IsPart | None) -> Title:
    """A TitleDetail: the element of the product, or where that is only a part, of its collection."""
    elements = detail.all("TitleElement")
    own = next((each for each in elements if each.text("TitleElementLevel") in OWN), None)
    if own is None:
        return _collective(elements, is_part)
    text, article = wording(own)
    if text and not (is_part and len(elements) > 1 and is_part(text)):
        numbers = _numbers(own)
        if numbers and is_part:
            text = _without_part(text, numbers[0][1], is_part)
        return Title(text, _plain(own.text("Subtitle")), numbers, article, language_of(own))
    return _collective([each for each in elements if each is not own] + [own], is_part)


def _without_part(text: str, number: str, is_part: IsPart) -> str:
    """ "Meri, osa 2" without the part, which PartNumber tells."""
    head, _, tail = text.rpartition(", ")
    is_said = head and is_part(tail) and tail.rstrip(".").split()[-1] == number.split()[-1]
    return head if is_said else text


def _collective(elements: list[Node], is_part: IsPart | None) -> Title:
    """The title of a part that has none of its own: the widest collection, then numbers and names of what is in it."""
    levels = [*COLLECTIONS, PRODUCT, CONTENT]
    ordered = sorted(
        (each for each in elements if each.text("TitleElementLevel") in levels),
        key=lambda each: levels.index(each.text("TitleElementLevel")),
    )
    if not ordered:
        return Title("")
    text, article = wording(ordered[0])
    parts = list(_numbers(ordered[0]))
    for each in ordered[1:]:
        name = wording(each)[0]
        is_number = bool(is_part and name and is_part(name))
        parts += [("n" if is_number else "p", name)] if name else []
        parts += () if is_number else _numbers(each)
    subtitle = next((_plain(each.text("Subtitle")) for each in reversed(ordered) if each.has("Subtitle")), "")
    if not text and parts:  # the collection has no text at all: what comes first stands for it
        return Title(parts[0][1], subtitle, tuple(parts[1:]))
    return Title(text, subtitle, tuple(parts), article, language_of(ordered[0]))


def _numbers(element: Node) -> tuple[tuple[str, str], ...]:
    """PartNumber, or the year of a yearbook, as $n."""
    number = (element.text("PartNumber") or element.text("YearOfAnnual")).rstrip(" .")
    return (("n", number),) if number else ()


def wording(element: Node) -> tuple[str, int]:
    """The text of a TitleElement, and how many characters of it are a stated article (-1: not stated)."""
    bare = _plain(element.text("TitleWithoutPrefix"))
    if not bare:
        return _plain(element.text("TitleText")), -1
    prefix = element.text("TitlePrefix")
    if not prefix:
        return bare, 0 if element.has("NoPrefix") else -1
    start = prefix if prefix.endswith(("'", "’")) else f"{prefix} "
    if bare.lower().startswith(start.lower()):  # said twice
        return bare, len(start)
    return start + bare, len(start)


def _plain(text: str) -> str:
    """A text without the marks that follow a title; the stop of what may be an abbreviation stays."""
    bare = text.rstrip(LOOSE)
    return bare[:-1] if bare.endswith(".") and _FULL_STOP.search(bare, max(0, len(bare) - 5)) else bare


def language_of(element: Node) -> str:
    """The language that the text of a TitleElement is marked with; "" where it is not."""
    return element.first("TitleText").attribute("language") or element.first("TitleWithoutPrefix").attribute("language")
