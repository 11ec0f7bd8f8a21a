"""What the page of a title shows of its record, in the language of the reader. Decides nothing about layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from transforms.formats import oai_dc
from transforms.formats.agents import Agent, agents
from transforms.formats.graph import is_iri
from transforms.formats.oai_dc import without_isbd
from transforms.formats.schema_org.words import language_tag
from transforms.media import Media, media_of
from transforms.record import Field, Record
from transforms.tables import Tables

MARC = {"fi": "fin", "sv": "swe", "en": "eng"}  # language of a page → MARC
TAGS = {code: tag for tag, code in MARC.items()}
SUBJECTS = ("600", "610", "611", "630", "647", "648", "650", "651", "653")
NO_LANGUAGE = frozenset(("und", "zxx", "mul"))  # 041: not known, none, several


class Said(NamedTuple):
    """A text on the page."""

    text: str
    url: str = ""  # where it leads
    lang: str = ""  # its language tag, where that is known and may be another than the page's


class Role(NamedTuple):
    """A person or body, and what it did."""

    name: str
    roles: str  # "lukija, kääntäjä"; "" where unknown


@dataclass(frozen=True, eq=False)
class Words:
    """The words that a page needs in its language."""

    lang: str  # fi, sv or en
    tables: Tables
    tags: Mapping[str, str]  # MARC's code of a language → BCP 47
    terms: Mapping[str, Mapping[str, str]]  # terms of accessibility → language → words

    def language(self, code: str) -> str:
        """The name of a language; its English name, else its code, where it has none in this language."""
        names = self.tables.languages.get(code, {})
        return names.get(MARC[self.lang]) or names.get("eng") or code

    def tag(self, code: str) -> str:
        """The language tag of a MARC code; "" for what is none."""
        return language_tag(code, self.tags)

    def roles(self, agent: Agent) -> str:
        """What someone did, in this language where the relator has a term, else as the record says it."""
        labels = self.tables.cataloguing.roles.labels
        known = (labels.get(each, {}).get(MARC[self.lang], "") for each in agent.relators)
        return ", ".join(dict.fromkeys(filter(None, known))) or ", ".join(agent.roles)

    def term(self, term: str) -> str:
        """What a standard term means; "" where we have no words for it."""
        return self.terms.get(term, {}).get(self.lang, "")

    def concept(self, uri: str) -> str:
        """The term of a concept in this language, where its vocabulary is known; else ""."""
        known = self.tables.vocabulary.concept(uri) if uri else None
        return known.labels.get(MARC[self.lang], "") if known else ""


@dataclass(frozen=True, eq=False)
class Shown:
    """A title as a page shows it."""

    record: Record
    words: Words

    @property
    def title_id(self) -> str:
        """Our id."""
        return self.record.control_number

    @cached_property
    def name(self) -> str:
        """The title; its id where it has none."""
        return one_line(oai_dc.title(self.record).replace(" : ", ": ")) or self.title_id

    @cached_property
    def media(self) -> Media:
        """The kind of material; the key of its word in texts.yml."""
        return media_of(self.record)

    @property
    def codes(self) -> list[str]:
        """Codes of the languages of the content."""
        return [each for each in oai_dc.languages(self.record) if each not in NO_LANGUAGE]

    @property
    def lang(self) -> str:
        """The language tag of a title in one language; "" for others."""
        return self.words.tag(self.codes[0]) if len(self.codes) == 1 else ""

    @property
    def notes_lang(self) -> str:
        """The language tag of what cataloguing put in words (040 $b); "" where that is the page's."""
        tag = self.words.tag(self.record.value("040", "b"))
        return tag if tag != self.words.lang else ""

    @property
    def languages(self) -> str:
        """The names of its languages."""
        return ", ".join(map(self.words.language, self.codes))

    @property
    def year(self) -> str:
        """The year of publication, as far as it is known."""
        return oai_dc.year(self.record)

    @cached_property
    def people(self) -> list[Role]:
        """Creators and contributors, each once with all roles."""
        found: dict[str, list[str]] = {}
        for each in agents(self.record):
            found.setdefault(one_line(each.name), []).append(self.words.roles(each))
        return [Role(name, ", ".join(dict.fromkeys(filter(None, roles)))) for name, roles in found.items() if name]

    @property
    def summaries(self) -> list[str]:
        """What the title is about, in paragraphs."""
        return [text for each in self.record.all("520") if (text := one_line(" ".join(each.all("a", "b"))))]

    @property
    def subjects(self) -> list[Said]:
        """Subject headings, each concept once, in the language of the page where the record has it."""
        return headings(self.record.all(*SUBJECTS), self.words)

    @property
    def genres(self) -> list[Said]:
        """Genres and forms."""
        return headings(self.record.all("655"), self.words)

    @property
    def lines(self) -> list[str]:
        """The record in MARC lines."""
        return str(self.record).splitlines()


def one_line(text: str) -> str:
    """The text with single blanks for all white space."""
    return " ".join(text.split())


def headings(fields: Iterable[Field], words: Words) -> list[Said]:
    """Headings, each concept and each text once, in the language of the page where one knows it."""
    concepts: dict[str, list[Said]] = {}  # by URI, else by the term
    for field in fields:
        uri = next(filter(is_iri, (*field.all("0"), *field.all("1"))), "")
        tag = words.tag(field["2"].partition("/")[2])
        for text in filter(None, map(one_line, _terms(field))):
            said = Said(text, uri, tag if tag != words.lang else "")
            concepts.setdefault(uri or text.casefold(), []).append(said)
    chosen = [_in_language(said, words) for said in concepts.values()]
    return list({each.text.casefold(): each for each in reversed(chosen)}.values())[::-1]


def _in_language(said: Sequence[Said], words: Words) -> Said:
    """Of the terms of a concept that of the page's language, be it from the vocabulary; else the first."""
    for each in said:
        if not each.lang:
            return each
    label = words.concept(said[0].url)
    return Said(label, said[0].url) if label else said[0]


def _terms(field: Field) -> list[str]:
    if field.tag == "653":  # every $a stands alone
        return [without_isbd(each) for each in field.all("a")]
    parts = (" ".join(field.all("a", "b", "c", "d", "n", "p", "q", "t")), *field.all("v", "x", "y", "z"))
    return [" – ".join(filter(None, map(without_isbd, parts)))]
