"""A name as ONIX tells it, inverted, in parts, plain or of a body, in the terms of a heading (onix-to-marc.md §7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from transforms.formats.onix import Node
from transforms.personal_names import spoken
from transforms.tables import Tables

BIRTH, DEATH = "50", "51"  # list 177
LIFE = {BIRTH: BIRTH, DEATH: DEATH, "007": BIRTH, "008": DEATH}  # with list 75 of ONIX 2.1
TEXT = "12"  # list 55: a date in words, which may be a guess
MOST_WORDS = 8  # of a name whose order is looked into
TOLD, BUILT, PLAIN = "told", "built", "plain"  # Name.form
DATES = frozenset({"ContributorDate", "SubjectDate"})
BODY = frozenset({"CorporateName", "CorporateNameInverted"})
AROUND = frozenset({"TitlesBeforeNames", "SuffixToKey", "LettersAfterNames", "TitlesAfterNames"})
_is_number = re.compile(r"[IVXLC]+\.?").fullmatch
_is_years = re.compile(r"[0-9]{3,4}[-–](?:[0-9]{3,4})?").fullmatch


class Name(NamedTuple):
    """A name as a heading (X00, X10) and in natural order."""

    heading: str  # $a: "Esimerkki, Anna"
    direct: str  # as on the title page: "Anna Esimerkki"
    number: str = ""  # $b: "II" of a ruler or pope
    addition: str = ""  # $c
    years: str = ""  # $d: "1834-1872", "1970-"
    is_body: bool = False
    form: str = TOLD  # BUILT: put together from its parts; PLAIN: nobody told which part is the surname


def name_of(node: Node, tables: Tables, language: str) -> Name | None:
    """The best form of the name in a Contributor or NameAsSubject; None where nobody is named.

    `language` chooses among names of a body that repeat each other.
    """
    told = node.names()
    if not BODY.isdisjoint(told):
        body = _body(node, tables, language)
        if body is not None:
            return body
    name = _person(node, tables.onix_names.words)
    if name is None or DATES.isdisjoint(told):
        return name
    return name._replace(years=next(filter(None, (_years(node, each) for each in DATES & told)), name.years))


def _body(node: Node, tables: Tables, language: str) -> Name | None:
    """CorporateName, else CorporateNameInverted, which also tells whether the name begins with an article."""
    direct = next(iter(node.texts_in("CorporateName", language)), "")
    head, _, article = next(iter(node.texts_in("CorporateNameInverted", language)), "").rpartition(", ")
    if _is_article(article, tables) and direct in ("", f"{article} {head}"):
        return Name(head, direct or f"{article} {head}", is_body=True)
    direct = direct or spoken(f"{head}, {article}" if head else article)
    return Name(direct, direct, is_body=True) if direct else None


def _is_article(word: str, tables: Tables) -> bool:
    """True for "The", "Die", "Les" …: with capital, as the beginning of a name has it."""
    return word.istitle() and any(word.lower() == article for each in tables.articles.values() for article, _ in each)


def _person(node: Node, words: Mapping[str, str]) -> Name | None:
    """PersonNameInverted, else the parts, else PersonName alone."""
    inverted, plain, key = node.text("PersonNameInverted"), node.text("PersonName"), node.text("KeyNames")
    parts = _parts(node, words) if key else None
    if inverted and plain and "," not in inverted:
        inverted = _with_comma(inverted, plain)
    if inverted and ("," in inverted or parts is None or "," not in parts.heading):
        name = _turned(inverted, words)
        direct = plain or (parts or name).direct
    elif parts is not None:
        name, direct = parts, plain or parts.direct
    elif plain:
        name = _turned(plain, words)
        is_plain = "," not in name.heading
        direct = plain if is_plain else name.direct
        name = name._replace(form=BUILT if not is_plain else PLAIN if " " in name.heading else TOLD)
    else:
        return None
    if AROUND.isdisjoint(node.names()):
        return name._replace(direct=direct)
    number = node.text("SuffixToKey")
    if "," in name.heading or not _is_number(number):
        number = ""
    return name._replace(direct=direct, number=number, addition=_addition(node, number, words) or name.addition)


def _with_comma(inverted: str, plain: str) -> str:
    """ "Kivi Aleksis" as "Kivi, Aleksis", where "Aleksis Kivi" tells that it is turned."""
    words, wanted = inverted.split(), plain.split()
    for place in range(1, len(words) if len(words) == len(wanted) <= MOST_WORDS else 1):
        if words[place:] + words[:place] == wanted:
            return f"{' '.join(words[:place])}, {' '.join(words[place:])}"
    return inverted


def _parts(node: Node, words: Mapping[str, str]) -> Name:
    """The structured name: what comes before the key name is inverted, what comes after it stays with it."""
    before = _joined(node.text("NamesBeforeKey"), node.text("PrefixToKey"))
    key = _joined(node.text("KeyNames"), node.text("NamesAfterKey"))
    title = _rank(node.text("TitlesBeforeNames"), words)
    return Name(
        heading=f"{key}, {before}" if before else key,
        direct=_joined(title, before, key, node.text("SuffixToKey")),
        form=BUILT if before else TOLD,
    )


def _addition(node: Node, number: str, words: Mapping[str, str]) -> str:
    """What stands around a name: suffix that is no number, title of rank, letters but of academic degrees."""
    title, behind = (_rank(node.text(f"Titles{place}Names"), words) for place in ("Before", "After"))
    letters = node.text("LettersAfterNames")
    if letters:
        pieces = (piece for each in letters.split(",") if (piece := each.strip()))
        letters = ", ".join(each for each in pieces if words.get(_plain(each)) != "degree")
    return ", ".join(filter(None, ("" if number else node.text("SuffixToKey"), title, letters, behind)))


def _joined(*texts: str) -> str:
    return " ".join(filter(None, texts))


def _rank(title: str, words: Mapping[str, str]) -> str:
    """A title of rank or office; "" for a mere form of address or an academic rank, which no heading has."""
    is_address = all(words.get(_plain(word)) == "address" for word in title.split())
    return "" if is_address else title


def _turned(text: str, words: Mapping[str, str]) -> Name:
    """ "King, Martin Luther, Jr., 1929-1968" in its parts, with one blank behind each comma."""
    if "," not in text:
        return Name(text, text)
    pieces = [piece for each in text.split(",") if (piece := each.strip())]
    years = suffix = ""
    if len(pieces) > 1 and pieces[-1][0].isdigit() and _is_years(pieces[-1]):
        years = pieces.pop().replace("–", "-")
    if len(pieces) > 1 and words.get(_plain(pieces[-1])) == "suffix":
        suffix = pieces.pop()
    heading = ", ".join(pieces)
    return Name(heading, _joined(spoken(heading), suffix), addition=suffix, years=years)


def _plain(word: str) -> str:
    return word.replace(".", "").casefold()


def _years(node: Node, composite: str) -> str:
    """The years of birth and death of a life that may be; "" where neither is told for certain."""
    found = {BIRTH: "", DEATH: ""}
    for each in node.all(composite):
        date, role = each.first("Date"), LIFE.get(each.text(f"{composite}Role"))
        style = date.attribute("dateformat") or each.text("DateFormat")
        digits = date.text().replace("-", "")
        if role and style != TEXT and digits.isdecimal() and len(digits) in (4, 6, 8):
            found[role] = digits[:4]
    born, died = found[BIRTH], found[DEATH]
    return f"{born}-{died}" if (born or died) and (not born or not died or born <= died) else ""
