"""The question that a person is asked about something held, as Markdown: why, what would happen, examples, counts.

Nobody knows which language the person reads who will answer: the sentences stand in all three, what is told by
numbers and records once. What vendors wrote is shown as code (`metadata/markdown.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from metadata import decisions
from metadata.acquisitions.feeds import feeds_of, is_list
from metadata.approval.samples import Sample, samples_of
from metadata.approval.waiting import Held
from metadata.approval.words import LANGUAGES, ApprovalTexts, beside, load_approval_texts
from metadata.decisions import PUBLICATION
from metadata.delivery_names import load_delivery_names
from metadata.errors import ConfigError
from metadata.gate.samples import plain
from metadata.home import Home
from metadata.markdown import code, listed, table
from metadata.renewal import KIND as RENEWAL
from metadata.store import deliveries
from metadata.vendors import Words

FIELDS = 3  # of a record that are shown; the others are counted


class Question(NamedTuple):
    """What a person is asked."""

    subject: str  # one line of plain text
    body: str  # Markdown
    reason: str  # what the field of the reason is called


def question_of(home: Home, held: Held, hours: float, desk: str) -> Question:
    """The question about one held thing; it stands for so many hours. `desk` is the address of the desk.

    Raises ConfigError where nothing of this name is held any more.
    """
    told = decisions.story(home, held.thing)
    if told["state"] != "held":
        raise ConfigError(f"{told['name']} is not held any more, but {told['state']}")
    texts = load_approval_texts(home.settings.schemas)
    kind, whose = _kind(home, held), _whose(home, told)
    page = f"[{texts.all_of('page')}]({desk}/deliveries/{held.number})"
    if held.kind == PUBLICATION:
        page = f"[{texts.all_of('overview')}]({desk}/)"
    names = load_delivery_names(home.settings.schemas)
    called = Words(**{each: names.called(told["name"], each) for each in LANGUAGES})
    values = {"at": _local(home, told["at"]), "hours": f"{hours:g}"}
    samples = samples_of(home, held.number) if held.kind != PUBLICATION else []
    body = "\n\n".join(
        (
            page,
            *(
                _sentences(texts, kind, told["checks"], {**values, "name": called[each], "vendor": whose[each]}, each)
                for each in LANGUAGES
            ),
            *_counts(texts, told["counts"]),
            *_examples(texts, samples),
            *_found(texts, told["checks"], {each.record for each in samples}),
        )
    )
    name = f"{told['vendor']}: {plain(beside(called))}"
    if held.kind == PUBLICATION:
        name = f"{texts.all_of('publication')} {held.number}"
    return Question(f"{name} – {texts.all_of('question')}", body, texts.all_of("reason"))


def _kind(home: Home, held: Held) -> str:
    """What is held: file, renewal, list or publication."""
    if held.kind == PUBLICATION:
        return PUBLICATION
    with home.store.read() as connection:
        delivery = deliveries.load(connection, held.number)
    if is_list(delivery.vendor):
        return "list"
    return RENEWAL if delivery.kind == RENEWAL else "file"


def _whose(home: Home, told: Mapping[str, Any]) -> Words:
    """The name of the vendor or library; its id where its file is gone or refused, and for a publication."""
    vendor = str(told["vendor"])
    with suppress(ConfigError, KeyError):
        if is_list(vendor):
            return feeds_of(home.libraries)[vendor].library.name
        return home.vendor(vendor).title
    return Words(fi=vendor, sv=vendor, en=vendor)


def _local(home: Home, at: str) -> str:
    return datetime.fromisoformat(at).astimezone(home.zone).strftime("%Y-%m-%d %H:%M")


def _sentences(
    texts: ApprovalTexts, kind: str, checks: Sequence[Mapping[str, Any]], values: Mapping[str, str], language: str
) -> str:
    """Why it is held, what else is worth a look, and what each answer does, in one language."""
    shown = {**values, "name": code(values["name"])}  # the vendor's title is ours, the name of its file is not
    parts = [
        f"#### {texts.words['language'][language]}",
        texts.held[kind][language].format_map(shown),
        listed(_told(checks, "hold", language)),
    ]
    if also := list(_told(checks, "warn", language)):
        parts += [texts.words["also"][language], listed(also)]
    parts.append(f"{texts.answers[kind][language]} {texts.words['lapses'][language].format_map(values)}")
    return "\n\n".join(parts)


def _told(checks: Sequence[Mapping[str, Any]], verdict: str, language: str) -> Iterator[str]:
    for each in checks:
        if each["verdict"] == verdict:
            sentence = each["message"][language]
            yield f"{each['rule']}: {sentence[:1].upper()}{sentence[1:]}"


def _counts(texts: ApprovalTexts, counts: Mapping[str, Any]) -> Iterator[str]:
    shown = {key: counts[key] for key in texts.counts if key in counts}
    if shown:
        yield table([beside(texts.counts[key]) for key in shown], [[f"{each:,}" for each in shown.values()]])


def _examples(texts: ApprovalTexts, samples: Sequence[Sample]) -> Iterator[str]:
    """Records as they are and as they would be, kind by kind."""
    if not samples:
        return
    yield f"#### {texts.all_of('examples')}"
    for kind in dict.fromkeys(each.kind for each in samples):
        yield f"**{beside(texts.samples[kind])}**"
        own = [each for each in samples if each.kind == kind]
        head = [texts.all_of(key) for key in ("record", "title")]
        if kind == "changed":
            head += [texts.all_of(key) for key in ("before", "after")]
        elif kind == "withheld":
            head.append(texts.all_of("why"))
        yield table(head, [row for each in own for row in _rows(texts, each)])


def _rows(texts: ApprovalTexts, sample: Sample) -> Iterator[list[str]]:
    named = [code(sample.record), code(sample.title)]
    if sample.kind != "changed":
        yield [*named, *(code(after) for _, after in sample.fields)]
        return
    for before, after in sample.fields[:FIELDS]:
        yield [*named, code(before), code(after)]
        named = ["", ""]
    if (more := len(sample.fields) - FIELDS) > 0:
        yield ["", "", f"+ {more} {texts.all_of('more')}", ""]


def _found(texts: ApprovalTexts, checks: Sequence[Mapping[str, Any]], told: Set[str]) -> Iterator[str]:
    """What the gate has examples of, but for records that are told already; those of several checks are told once."""
    shown: dict[str, list[str]] = {}
    for each in checks:
        if each["verdict"] != "pass" and any(sample.get("id") not in told for sample in each["samples"]):
            lines = listed(" ".join(code(value) for value in sample.values()) for sample in each["samples"])
            shown.setdefault(lines, []).append(each["rule"])
    if shown:
        yield f"#### {texts.all_of('found')}"
    for lines, rules in shown.items():
        yield f"{', '.join(dict.fromkeys(rules))}:\n\n{lines}"
