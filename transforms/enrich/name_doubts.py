"""What a person is told where it is not clear which agent a name means: why, and who may be meant."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.enrich.candidates import Candidate, Doubt, as_arguments
from transforms.enrich.chosen import key_of
from transforms.enrich.name_forms import is_asked
from transforms.enrich.name_policy import Asked, judge
from transforms.normalise.context import Context
from transforms.record import Field, Issue, Record
from transforms.tables import Tables
from transforms.vocabulary import Concept, Vocabulary

UNDECIDED = "A17"
MOST = 3  # titles, and other names, in a note


def with_name_doubts(issues: Sequence[Issue], record: Record, context: Context) -> tuple[Issue, ...]:
    """The issues, those about a name that is not decided with the situation and the agents to choose from."""
    if UNDECIDED not in [each.rule for each in issues]:
        return tuple(issues)
    return tuple(_with_doubt(each, record, context) if each.rule == UNDECIDED else each for each in issues)


def _with_doubt(issue: Issue, record: Record, context: Context) -> Issue:
    field = field_at(record, issue.path)
    if field is None or issue.fixed:
        return issue
    verdict = judge(Asked(field, record, context.tables))
    language = context.language(record)
    candidates = (candidate(each, language, context.tables.vocabulary) for each in verdict.candidates)
    doubt = Doubt(verdict.situation, tuple(sorted(candidates, key=lambda each: (each.label, each.uri))), key_of(field))
    return issue._replace(args=(*issue.args, *as_arguments(doubt)))


def namesakes(tag: str, name: str, language: str, tables: Tables) -> tuple[Candidate, ...]:
    """The agents that have this name, for somebody who looks for whom a bare name may mean; () for no name."""
    field = Field.data(tag, "1 ", "a", name)
    if not is_asked(field):
        return ()
    verdict = judge(Asked(field, Record.of(field), tables))
    return tuple(candidate(each, language, tables.vocabulary) for each in verdict.candidates)


def field_at(record: Record, path: str) -> Field | None:
    """The field of a path as issues tell it: "700[1]", "100[0]$a"; None where there is none."""
    tag, _, rest = path.partition("[")
    number = rest.partition("]")[0]
    there = record.all(tag)
    return there[int(number)] if number.isdecimal() and int(number) < len(there) else None


def candidate(concept: Concept, language: str, vocabulary: Vocabulary) -> Candidate:
    """An agent as a person chooses it: the name with its years, and what KANTO says of it, works and other names."""
    label = concept.label_in(language)
    notes = [_in_words(each, language, vocabulary) for each in concept.notes]
    titles = [f"“{each}”" for each in concept.titles[:MOST]]
    others = dict.fromkeys(name for one in concept.others.values() for name in one if name != label)
    return Candidate(concept.uri, label, "", "; ".join(filter(None, (*notes, *titles, *tuple(others)[:MOST]))))


def _in_words(note: str, language: str, vocabulary: Vocabulary) -> str:
    """A note, or the label of the concept that it names, as a profession in MTS; "" for one that is not known."""
    if not note.startswith("http"):
        return note
    concept = vocabulary.concept(note)
    return "" if concept is None else concept.label_in(language)
