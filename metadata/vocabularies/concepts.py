"""One concept of what its dump says, and what is odd about it: that is counted, told with examples and left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from unicodedata import name as name_of
from unicodedata import normalize

from metadata.vocabularies.agents import identifiers_of, notes_of, thing_of, titles_of
from metadata.vocabularies.declared import Declared
from metadata.vocabularies.fact import CONCEPT, LABELS, Fact
from transforms.vocabulary import AGENTS, Concept

CIRCLE = "concepts that replace each other in a circle"
SHOWN = 10  # of each kind of trouble
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"]+", re.IGNORECASE)  # a URI as far as we look at it (RFC 3986 §3)
FEW = 3  # letters: a symbol of another script is a label as well, a word is not

Told = tuple[int, tuple[str, ...]]  # how often, and the first ones
Values = Mapping[str, Sequence[tuple[str, str]]]  # field → values with their language


class Troubles:
    """What is wrong in a dump: counted, and the first of each kind kept."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, list[str]] = {}

    def note(self, words: str, what: str) -> None:
        """One more."""
        self._counts[words] += 1
        if len(first := self._first.setdefault(words, [])) < SHOWN:
            first.append(what[:200])

    def told(self) -> dict[str, Told]:
        """In words → how often, and the first ones."""
        return {words: (count, tuple(self._first[words])) for words, count in self._counts.items()}


def concept_of(uri: str, facts: Iterable[Fact], declared: Declared, troubles: Troubles) -> Concept | None:
    """One concept of all that is said about it; None for what is none: a scheme, a group, a bare mention."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in dict.fromkeys(facts):
        found.setdefault(each.field, []).append((each.value, each.language))
    values = {field: [value for value, _ in pairs] for field, pairs in found.items()}
    types, is_agent = frozenset(values.get("type", ())), declared.kind in AGENTS
    deprecated = any(each.lower() in ("true", "1") for each in values.get("deprecated", ()))
    if CONCEPT not in types and not (is_agent and (deprecated or "replaced" in values)):
        return None  # of an agent that was merged KANTO says nothing but by whom it was replaced
    deprecated = deprecated or CONCEPT not in types
    labels = _preferred(uri, found, declared, troubles)
    if not labels and not deprecated and declared.languages:
        troubles.note("a concept without a preferred label in a language that is kept", uri)
    return Concept(
        uri=uri,
        vocabulary=declared.source,
        kind=declared.kind_of(uri, types),
        labels=labels,
        others=_alternative(uri, found, declared, troubles),
        matches=(
            *map(thing_of, _addresses(uri, (*values.get("exact", ()), *values.get("close", ())), troubles)),
            *identifiers_of(values.get("identifier", ())),
        ),
        replaced_by="",
        all_labels=declared.complete,
        all_below=declared.complete and declared.kind == "class",
        notation=next(iter(values.get("notation", ())), ""),
        deprecated=deprecated,
        successors=_successors(uri, values.get("replaced", ()), troubles),
        broader=_addresses(uri, values.get("broader", ()), troubles),
        titles=titles_of(values.get("source", ())) if is_agent else (),
        notes=notes_of(values.get("note", ())) if is_agent else (),
    )


def _preferred(uri: str, found: Values, declared: Declared, troubles: Troubles) -> dict[str, str]:
    """One preferred label for each language that is kept; a second one is reported and left out."""
    labels: dict[str, str] = {}
    for raw, language in found.get("pref", ()):
        language = language or declared.unsaid
        if language not in declared.languages:
            troubles.note(f"a label in a language that is not kept: {language or 'none'}", f"{uri} {raw}")
            continue
        text = _text(uri, raw, troubles)
        if text and declared.kind not in AGENTS and _is_foreign(text):
            troubles.note(f"a label that is not written in {language}", f"{uri} {text}")
        elif text and labels.setdefault(language, text) != text:
            troubles.note("two preferred labels in one language", f"{uri} {labels[language]} / {text}")
    return labels


def _alternative(uri: str, found: Values, declared: Declared, troubles: Troubles) -> dict[str, tuple[str, ...]]:
    others: dict[str, tuple[str, ...]] = {}
    for field in LABELS[1:]:
        for raw, said in found.get(field, ()):
            language = said or declared.unsaid
            if language in declared.languages and (text := _text(uri, raw, troubles)):
                others[language] = (*others.get(language, ()), text)
    return others


def _text(uri: str, raw: str, troubles: Troubles) -> str:
    """A label as it is written in a record: NFC, single blanks; "" for one that no record could hold."""
    text = " ".join(normalize("NFC", raw).split())
    if not text or _CONTROL.search(text):
        troubles.note("a label that is empty or has control characters", f"{uri} {raw!r}")
        return ""
    return text


def _is_foreign(text: str) -> bool:
    """True for words in another script than Latin, which all our languages are written in."""
    if text.isascii():
        return False
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= FEW and not any(name_of(each, "").startswith("LATIN") for each in letters)


def _addresses(uri: str, values: Iterable[str], troubles: Troubles) -> tuple[str, ...]:
    """The URIs of other concepts, as far as they are some."""
    found = []
    for each in values:
        if _ADDRESS.fullmatch(each):
            found.append(each)
        else:
            troubles.note("a concept is named by what is no URI", f"{uri} {each}")
    return tuple(dict.fromkeys(found))


def _successors(uri: str, values: Iterable[str], troubles: Troubles) -> tuple[str, ...]:
    told = _addresses(uri, values, troubles)
    if uri in told:
        troubles.note(CIRCLE, uri)
    return tuple(each for each in told if each != uri)
