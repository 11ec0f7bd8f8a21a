"""What enrichment has to tell: headings that it mended, as issues of the rules about them, and doubts left for people.

Worked out from the records themselves, so that a step stays a function from record to record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from transforms.enrich.candidates import Candidate, Doubt, as_arguments
from transforms.enrich.subjects import BY_KIND, HEADINGS, Change, changes_of, own_uri
from transforms.headings import heading_of
from transforms.normalise.context import Context
from transforms.reconcile.verdicts import label_of
from transforms.record import Issue, Record
from transforms.validate.paths import Item
from transforms.validate.rule import Rule
from transforms.vocabulary import SLM, Concept, Vocabulary, canonical, folded

NAMESPACE, URI_FORM, GENRE_IN_650, PLACE_IN_650 = "I20", "I21", "J09", "J10"
DOUBTFUL = frozenset(("J05", "J06", "J08", "J09", "J12"))  # rules whose open issues are told with candidates
MOST_NAMES = 3  # other labels in a note


def mended(before: Record, context: Context, rules: Mapping[str, Rule]) -> tuple[Issue, ...]:
    """An issue for each heading that the step "subjects" mends in a record, by the rule that would have told of it."""
    return tuple(
        _issue(rules[rule], change)
        for change in changes_of(before, context)
        if change.became and change.became != (change.field,)
        for rule in _rules_of(change, context)
        if rule in rules
    )


def _rules_of(change: Change, context: Context) -> Iterator[str]:
    """The rules that a change obeys; what is asked of a person is told by the keyword that waits.

    What became of a subdivision is told with the term that it divided.
    """
    if change.field.tag != "653" and change.text != label_of(change.field["a"]):
        return
    situation = context.tables.subjects.situations[change.answer.situation]
    if situation.rule and situation.result != "review":
        yield situation.rule
    new = {each.tag for each in change.became}
    if change.field.tag == "650" and new & {"655"}:
        yield GENRE_IN_650
    if change.field.tag == "650" and new & {"648", "651"}:
        yield PLACE_IN_650
    if change.field.tag != "653":
        meant = {text: own_uri(text, change.asked.source, context) for text in change.field.all("0")}
        yield from dict.fromkeys(
            URI_FORM if uri else NAMESPACE for text, uri in meant.items() if canonical(text) != uri
        )


def _issue(rule: Rule, change: Change) -> Issue:
    part = {"J05": "$2", "J08": "$0", "J06": "$a", "J12": "$a", "J20": "$a", "I21": "$0"}.get(rule.id, "")
    value = change.text if part == "$a" else change.field[part[1]] if part else change.field.value
    item = Item(value or change.text, change.field.tag, change.occurrence, part)
    after = "; ".join(each.text for each in change.became)
    args = (("situation", change.answer.situation),)
    return Issue(rule.id, rule.slug, rule.level, *item.told, True, rule.stage, after, args)


def with_doubts(issues: Sequence[Issue], record: Record, context: Context) -> tuple[Issue, ...]:
    """The issues, those that ask which concept is meant with the situation and the candidates."""
    if not any(each.rule in DOUBTFUL and not each.fixed for each in issues):
        return tuple(issues)
    written = context.language(record)
    changes = _without_said(_one_of_each_pair(changes_of(record, context), written), record)
    return tuple(_with_doubt(each, changes, written, context) if each.rule in DOUBTFUL else each for each in issues)


def _one_of_each_pair(changes: Sequence[Change], written: str) -> list[Change]:
    """Without the second heading of a pair: a person is asked once, in the language of cataloguing."""
    found = [(heading_of(each.field.value), each) for each in changes]
    said = {one.uri for one, _ in found if one.uri and one.language == written}
    return [each for one, each in found if one.language == written or one.uri not in said]


def _without_said(changes: Sequence[Change], record: Record) -> list[Change]:
    """Without the keywords that a heading with an id says already: "Helsinki" beside 651 Helsinki is no question."""
    headings = (heading_of(each.value) for each in record.fields if each.tag in HEADINGS)
    said = {folded(label_of(each.label)) for each in headings if each.uri}
    return [each for each in changes if each.field.tag != "653" or folded(each.text) not in said]


def _with_doubt(issue: Issue, changes: Iterable[Change], written: str, context: Context) -> Issue:
    if issue.fixed:
        return issue
    for change in changes:
        if issue.path.partition("$")[0] == f"{change.field.tag}[{change.occurrence}]":
            doubt = _doubt(issue, change, written, context)
            if doubt is not None:
                return issue._replace(args=(*issue.args, *as_arguments(doubt)))
    return issue


def _doubt(issue: Issue, change: Change, written: str, context: Context) -> Doubt | None:
    """Why a person is asked about one heading or word; None where the issue is about another word of the field.

    The candidates are told as they would be written: in the language of the heading, else in that of cataloguing.
    """
    situations, vocabulary, answer = context.tables.subjects.situations, context.tables.vocabulary, change.answer
    if issue.rule == GENRE_IN_650:
        return _genre_or_topic(change, vocabulary)
    if situations[answer.situation].rule != issue.rule:
        return None
    if change.field.tag == "653" and label_of(issue.value) != change.text:
        return None
    offered = tuple(candidate(each, answer.language or written, vocabulary) for each in answer.candidates)
    return Doubt(answer.situation, offered, change.key if answer.result == "review" else "")  # "": nothing is asked


def _genre_or_topic(change: Change, vocabulary: Vocabulary) -> Doubt | None:
    """In fiction: the genres that the concept of a heading is close to, and the concept itself."""
    heading = heading_of(change.field.value)
    concept = vocabulary.concept(heading.uri)
    if concept is None:
        return None
    meant = (*vocabulary.matching(heading.uri, SLM), concept)
    return Doubt("genre-or-topic", tuple(candidate(one, heading.language, vocabulary) for one in meant), change.key)


def candidate(concept: Concept, language: str, vocabulary: Vocabulary) -> Candidate:
    """A concept as a person chooses it: its label, and what tells it from its namesakes."""
    spoken = concept.spoken(language)
    others = [name for one in concept.labels for name in concept.names(one) if name != concept.labels.get(spoken)]
    above = [one for uri in concept.broader if (one := vocabulary.concept(uri)) is not None]
    broader = [f"< {one.labels[spoken]}" for one in above if spoken in one.labels]
    tag = BY_KIND.get(concept.kind, "650")
    note = "; ".join([tag, *others[:MOST_NAMES], *broader[:1]])
    return Candidate(concept.uri, concept.label_in(spoken), f"{concept.vocabulary}/{spoken}", note)
