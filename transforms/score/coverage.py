"""Coverage: how many headings and records carry an identifier that everyone shares (identifiers.md §1).

Counts for one record, to be added up; what has no identifier is told by its words, for a librarian's list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from transforms.enrich.subjects import changes_of
from transforms.headings import FINNISH, TWINNED, TWINS, Heading, heading_of
from transforms.normalise.context import Context
from transforms.reconcile.verdicts import label_of
from transforms.record import Field, Record
from transforms.score.groups import Groups, grouped, subfield
from transforms.score.names import ROLES, is_kanto
from transforms.vocabulary import folded

# Each kind is counted as (kind, "all"), (kind, "known") and where it makes sense (kind, "both"), in two languages
HEADINGS = {"648": "subjects", "650": "subjects", "651": "subjects", "655": "genres"}
RECORDS = (  # kind, and what a record must have for it: a tag, or a tag and what is found in one of its fields
    ("isbn", "020", "\x1fa"),
    ("issn", "022", "\x1fa"),
    ("standard number", "024", "\x1fa"),
    ("class of YKL", "084", "\x1f2ykl"),
    ("vendor id", "035", "\x1fa("),
    ("Melinda", "035", "\x1fa(FI-MELINDA)"),
)
KINDS = ("subjects", "genres", "names in KANTO", "names with ISNI, ORCID or VIAF", *(each for each, *_ in RECORDS))
SENT = "headings as sent"  # of Finnish vocabularies, a concept once: what became of them
WORLD = ("isni.org/", "orcid.org/", "viaf.org/", "wikidata.org/")  # $1: things, not headings


class Unmatched(NamedTuple):
    """A heading without an identifier."""

    tag: str
    source: str  # $2
    label: str


class Coverage(NamedTuple):
    """The counts of one record or of many: (kind, all | known | both) → how many."""

    counts: Counter[tuple[str, str]]
    unmatched: Counter[Unmatched]


def nothing() -> Coverage:
    """No record yet."""
    return Coverage(Counter(), Counter())


def add(total: Coverage, record: Record) -> None:
    """Count one record."""
    groups = grouped(record)
    total.counts["records", "all"] += 1
    for kind, tag, mark in RECORDS:
        total.counts[kind, "all"] += 1
        total.counts[kind, "known"] += any(mark in value for value in groups.get(tag, ()))
    _add_headings(total, groups)
    _add_names(total, groups)


def _add_headings(total: Coverage, groups: Groups) -> None:
    """Headings in Finnish and Swedish: a concept that stands in both is one heading in each."""
    found = [(tag, heading_of(value)) for tag in TWINNED for value in groups.get(tag, ())]
    known = {(tag, each.uri, each.language) for tag, each in found if each.uri}
    for tag, each in found:
        if not _is_ours(each):
            continue
        kind = HEADINGS[tag]
        total.counts[kind, "all"] += 1
        total.counts[kind, "known"] += bool(each.uri)
        total.counts[kind, "both"] += (tag, each.uri, TWINS.get(each.language, "")) in known
        if not each.uri:
            total.unmatched[Unmatched(tag, f"{each.source}/{each.language}".strip("/"), each.label)] += 1
    for value in groups.get("653", ()):
        total.counts["keywords", "all"] += 1
        total.unmatched[Unmatched("653", "", subfield(value, "\x1fa"))] += 1


def add_sent(total: Coverage, sent: Record, done: Record, context: Context) -> None:
    """Count the headings of a record as it was sent by what became of them: those that are certain in the record as it
    is, by their URI, also in both languages. A concept counts once for its languages; terms of form count not at all.
    """
    certain = _languages(done)
    for uris in _sent(sent, context) | _sent_words(sent, done, context):
        if context.tables.subjects.form_uris.isdisjoint(uris):
            total.counts[SENT, "all"] += 1
            total.counts[SENT, "known"] += all(uri in certain for uri in uris)
            total.counts[SENT, "both"] += all(certain.get(uri, frozenset()) >= TWINS.keys() for uri in uris)


def _languages(record: Record) -> Mapping[str, set[str]]:
    """The URIs of a record's headings, each with the languages that it stands in."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in record.fields:
        if each.tag in TWINNED and (heading := heading_of(each.value)).uri:
            found[heading.uri].add(heading.language)
    return found


def _sent(record: Record, context: Context) -> set[tuple[str, ...]]:
    """The headings of Finnish vocabularies, each as the URIs of what it stands for; as its words where that is open."""
    changes: defaultdict[tuple[str, int], list[Field]] = defaultdict(list)
    for change in changes_of(record, context):
        changes[change.field.tag, change.occurrence] += change.became
    found = set()
    for tag in TWINNED:
        for number, each in enumerate(record.all(tag)):
            uris = tuple(heading_of(one.value).uri for one in changes.get((tag, number), (each,)))
            if all(uris):
                found.add(uris)
            elif each["a"] and _is_ours(heading_of(each.put("2", context.tables.subjects.code(each["2"])).value)):
                found.add((f"{each['2']} {folded(each['a'])}",))
    return found


def _sent_words(sent: Record, done: Record, context: Context) -> set[tuple[str, ...]]:
    """The headings without a vocabulary that are headings with a URI now, or keywords; what stayed is foreign."""
    concepts = [one for uri in _languages(done) if (one := context.tables.vocabulary.concept(uri)) is not None]
    named = {folded(name): one.uri for one in concepts for language in TWINS for name in one.names(language)}
    keywords = {folded(label_of(word)) for each in done.all("653") for word in each.all("a")}
    headings = (each for tag in TWINNED for each in sent.all(tag) if each.ind2 in " 04" and not each.has("2"))
    words = {folded(label_of(each["a"])) for each in headings if not heading_of(each.value).uri}
    return {(named.get(word, f" {word}"),) for word in words if word in named or word in keywords}


def _is_ours(heading: Heading) -> bool:
    """True for a heading of a Finnish vocabulary, also of a withdrawn one."""
    return heading.source in FINNISH or bool(heading.uri)


def _add_names(total: Coverage, groups: Groups) -> None:
    for tag, value in _names(groups):
        in_kanto = is_kanto(value)
        total.counts["names in KANTO", "all"] += 1
        total.counts["names in KANTO", "known"] += in_kanto
        total.counts["names with ISNI, ORCID or VIAF", "all"] += 1
        total.counts["names with ISNI, ORCID or VIAF", "known"] += any(each in value for each in WORLD)
        if not in_kanto:
            total.unmatched[Unmatched(tag, "", subfield(value, "\x1fa").strip(" ,."))] += 1


def _names(groups: Groups) -> Iterator[tuple[str, str]]:
    return ((tag, value) for tag in ROLES for value in groups.get(tag, ()))
