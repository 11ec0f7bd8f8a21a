"""Persons and bodies as they are compared: are two names one agent? Names are folded, å ä ö stay letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from rapidfuzz import fuzz

from transforms.match.folding import folded, script_of
from transforms.match.policy import MatchPolicy, Thresholds
from transforms.record import Field

SAME, SIMILAR, FAMILY, NEAR, DIFFERS = "same-authority", "name-similar", "family-name-only", "near", "differs"
WORTH = {SAME: 1.0, SIMILAR: 0.9, FAMILY: 0.5, NEAR: 0.5, DIFFERS: 0.0}
AUTHORITIES = ("kanto", "isni", "viaf", "wikidata", "gnd", "naco")  # of identifier_types.csv
LIKE = 80  # percent: given names that are one in two spellings
_FOREIGN = re.compile("[^\\x00-\u036f]")  # a letter that is not Latin
_YEAR = re.compile(r"\d{4}")
HARDLY = 60  # percent: family names that may be one in two transliterations, where the first given name is one
SHORT = 2  # letters of given names, or an initial, that say nothing


class Agent(msgspec.Struct, array_like=True, frozen=True, order=True, gc=False):
    """A person or body: identifiers as "kanto:000094320", words of the family name (or all of a body), given names."""

    ids: tuple[str, ...]
    family: tuple[str, ...]
    given: tuple[str, ...]
    born: str = ""  # the year; "" when it is not told
    called: tuple[str, ...] = ()  # words that part namesakes ($c): "vanhempi", "lääkäri"
    words: str = ""  # all of the name in the order of the alphabet, so that "Matti Virtanen" is "Virtanen, Matti"

    @classmethod
    def named(
        cls,
        family: tuple[str, ...],
        given: tuple[str, ...],
        ids: tuple[str, ...] = (),
        born: str = "",
        called: tuple[str, ...] = (),
    ) -> Agent:
        """An agent by the words of its name."""
        return cls(ids, family, given, born, called, " ".join(sorted(family + given)))


def agent_of(field: Field, policy: MatchPolicy) -> Agent | None:
    """The agent of a heading (1XX, 7XX); None where it names nobody."""
    name = field["a"].strip(" ,.;:")
    if name.casefold() in policy.nobody or not name:
        return None
    if field.tag[1:] != "00" or field.value[:1] == "0":
        body = tuple(_words(name))
        return Agent.named(body, (), _ids(field, policy)) if body else None
    family, given = name_parts(name)
    if not family:
        return None
    dates, words = field["d"], field["c"]
    born = _YEAR.match(dates.strip()) if dates else None
    called = tuple(_words(words)) if words else ()
    return Agent.named(family, given, _ids(field, policy), born[0] if born else "", called)


def agents_named(text: str, policy: MatchPolicy) -> tuple[Agent, ...]:
    """The persons that a note names: "Aino Esimerkki ja Matti Malli"."""
    names = folded_list(text)
    parts = (name_parts(each) for each in names if each.casefold() not in policy.nobody)
    return tuple(Agent.named(family, given) for family, given in parts if family)


def folded_list(text: str) -> list[str]:
    """The names of a list, parted at commas, semicolons and words for "and"."""
    for joint in (" ja ", " och ", " and ", " & ", ";"):
        text = text.replace(joint, ",")
    return [each for part in text.split(",") if (each := part.strip(" ."))]


def name_parts(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of family and given names: "Waltari, Mika" and "Mika Waltari" are (("waltari",), ("mika",))."""
    family, comma, given = name.partition(",")
    if comma:
        return tuple(_words(family)), tuple(_words(given))
    words = _words(name)
    return tuple(words[-1:]), tuple(words[:-1])


def _words(name: str) -> list[str]:
    return folded(name.replace("-", " ").replace("'", "")).split()


def _ids(field: Field, policy: MatchPolicy) -> tuple[str, ...]:
    """Identifiers in $0 and $1, by type."""
    texts = field.all("0", "1")
    return tuple(sorted({known for each in texts if (known := _authority(each, policy))})) if texts else ()


@lru_cache(maxsize=1024)
def _authority(text: str, policy: MatchPolicy) -> str:
    for name in AUTHORITIES:
        if number := policy.identifiers[name].parse_marked(text):
            return f"{name}:{number}"
    return ""


def alike(left: Sequence[Agent], right: Sequence[Agent], limits: Thresholds) -> str:
    """How like the most alike of two groups of agents are, as a reason; "" where nothing can be said.

    That is so where a side names nobody, and between scripts.
    """
    if not left or not right:
        return ""
    if left == right:
        return SAME if any(each.ids for each in left) else SIMILAR
    if len(left) == len(right) == 1:
        return compare(left[0], right[0], limits)
    found = {compare(a, b, limits) for a in left for b in right} - {""}
    return next((each for each in WORTH if each in found), "")


def compare(left: Agent, right: Agent, limits: Thresholds) -> str:
    """How like two agents are, as a reason; "" between scripts.

    Identifiers of one kind decide, then what parts namesakes. Without them the names do: a family name without given
    names is half an answer, other given names are another person.
    """
    if left.ids and right.ids and (told := _by_ids(left.ids, right.ids)):
        return told
    if (left.born or left.called) and _are_namesakes(left, right):
        return DIFFERS
    one, other = left.words, right.words
    if one == other or fuzz.ratio(one, other, score_cutoff=100 * limits.name):
        return SIMILAR
    if not (is_latin(one) and is_latin(other)) and script_of(one) != script_of(other):
        return ""
    if _is_family(left.family, right.family, limits):
        if not left.given or not right.given:
            return FAMILY
        return SIMILAR if _is_given(left.given, right.given) else DIFFERS
    if not is_called_alike(" ".join(left.given), " ".join(right.given)):
        return DIFFERS
    return NEAR if fuzz.ratio(" ".join(left.family), " ".join(right.family)) >= HARDLY else DIFFERS


def is_called_alike(left: str, right: str) -> bool:
    """True for the same given names, or one first name that is written out: "anton" and "anton pavlovich"."""
    if left == right:
        return len(left) > SHORT
    first = left.partition(" ")[0]
    return len(first) > SHORT and first == right.partition(" ")[0]


def is_latin(name: str) -> bool:
    """True for a name without a letter of another script."""
    return name.isascii() or _FOREIGN.search(name) is None


def _by_ids(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    if set(left) & set(right):
        return SAME
    kinds = {each.partition(":")[0] for each in left} & {each.partition(":")[0] for each in right}
    return DIFFERS if kinds else ""


def _are_namesakes(left: Agent, right: Agent) -> bool:
    """True for two people whom their headings part: by the year of birth, or by a word behind the name."""
    if left.born and right.born:
        return left.born != right.born
    return bool(left.called and right.called) and not set(left.called) & set(right.called)


def _is_family(left: tuple[str, ...], right: tuple[str, ...], limits: Thresholds) -> bool:
    """True for one family name, misspelt or with another one beside it."""
    if len(left) == len(right) == 1:
        return left == right or fuzz.ratio(left[0], right[0]) >= 100 * limits.word
    if set(left) <= set(right) or set(right) <= set(left):
        return True
    return fuzz.ratio(" ".join(left), " ".join(right)) >= 100 * limits.word


def _is_given(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """True if each given name of the shorter row is one of the other's, or its initial."""
    short, long = sorted((left, right), key=len)
    return all(any(_is_one_given(a, b) for b in long) for a in short)


def _is_one_given(left: str, right: str) -> bool:
    if len(left) == 1 or len(right) == 1:
        return left[0] == right[0]
    return left.startswith(right) or right.startswith(left) or fuzz.ratio(left, right) >= LIKE
