"""How `emat vocabularies` shows what it did and what it knows, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from metadata.cli.options import console
from metadata.vocabularies.ask import Answer
from metadata.vocabularies.changes import KINDS, Changes, Some
from metadata.vocabularies.index import Version
from metadata.vocabularies.refresh import Outcome, Refreshed
from transforms.vocabulary import Concept

COLOURS = {"new": "green", "refused": "yellow", "failed": "red"}
COLUMNS = ("added", "gone", "relabelled", "replaced", "changed")
EXAMPLES = 3  # of each kind, in text
WORDS = {  # kind of change → what is said above its examples
    "gone": "gone: they and their ids are kept until the next version",
    "dropped": "gone for good: they were not in the version before either",
    "relabelled": "with another preferred label",
    "replaced": "withdrawn",
    "swapped": "with a label that was that of another language",
}


def _table(left: Sequence[str], right: Sequence[str] = (), last: Sequence[str] = ()) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for names, justify in ((left, "left"), (right, "right"), (last, "left")):
        for name in names:
            table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    return table


def show_refreshed(done: Refreshed, records: int, quiet: bool) -> None:
    """A row for each vocabulary; below them what is odd, what changed, and whom it touches."""
    out = console()
    table = _table(("vocabulary", "state"), ("concepts", "labels", *COLUMNS))
    shown = {name: each for name, each in done.vocabularies.items() if _is_shown(each, quiet)}
    for name, each in shown.items():
        numbers = [f"{each.built.concepts:,}", f"{each.built.labels:,}"] if each.built else ["", ""]
        numbers += [f"{getattr(each.changes, kind).total:,}" if each.built else "" for kind in COLUMNS]
        colour = COLOURS.get(each.state)
        table.add_row(name, f"[{colour}]{each.state}[/]" if colour else each.state, *numbers)
    if shown:
        out.print(table)
    for name, each in shown.items():
        for line in _details(each, quiet):
            out.print(f"{name}: {line}", markup=False, soft_wrap=True)
    if quiet:
        return
    absent = [name for name, each in done.vocabularies.items() if each.state == "absent"]
    if absent:
        out.print(f"no dump of {', '.join(absent)}", markup=False, soft_wrap=True)
    if any(each.state == "refused" for each in done.vocabularies.values()):
        out.print("what is refused does not count; to take it as it is: emat vocabularies refresh NAME --yes")
    if records:
        out.print(f"{records:,} records asked for what changed: the next run refines them anew")


def _is_shown(each: Outcome, quiet: bool) -> bool:
    return each.state != "absent" and not (quiet and each.state == "unchanged")


def _details(each: Outcome, quiet: bool) -> Iterator[str]:
    """Why it does not count; examples of what is odd in it, and of what it says otherwise."""
    if each.reason:
        yield f"{each.state}: {each.reason}"
    if quiet or not each.built:
        return
    for words, (count, first) in each.built.troubles.items():
        yield f"{count:,} × {words}: {_some(first, count)}"
    for kind, words in WORDS.items():
        found: Some = getattr(each.changes, kind)
        if found.total:
            yield f"{found.total:,} {words}: {_some([_told(kind, row) for row in found.first], found.total)}"


def _some(first: Sequence[str], total: int) -> str:
    return "; ".join(first[:EXAMPLES]) + ("; …" if total > EXAMPLES else "")


def _told(kind: str, row: tuple[str, ...]) -> str:
    """One change: "prosa → prosalitteratur (swe, http://…)"."""
    if kind == "relabelled":
        uri, language, before, now = row
        return f"{before} → {now} ({language}, {uri})"
    if kind == "replaced":
        uri, label, successors, now = row
        return f"{label or uri} → {now or successors or 'nothing'} ({uri})"
    if kind == "swapped":
        uri, language, label = row
        return f"{label} ({language}, {uri})"
    uri, label = row
    return f"{label} ({uri})"


def refreshed_as_json(done: Refreshed, records: int) -> dict[str, Any]:
    """A refresh for machines."""
    return {
        "index": str(done.path or ""),
        "asked": len(done.asked),
        "records": records,
        "vocabularies": {name: _outcome_as_json(each) for name, each in done.vocabularies.items()},
    }


def _outcome_as_json(each: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"state": each.state, "reason": each.reason}
    if each.built:
        told |= {"concepts": each.built.concepts, "labels": each.built.labels, "troubles": each.built.troubles}
        told["changes"] = _changes_as_json(each.changes)
    return told


def _changes_as_json(changes: Changes) -> dict[str, Any]:
    kinds = {kind: getattr(changes, kind)._asdict() for kind in KINDS}
    return kinds | {"headings": changes.headings, "headings_touched": changes.headings_touched}


def show_versions(versions: Sequence[Version], path: Path) -> None:
    """A row for each vocabulary, then where the index is."""
    out = console()
    table = _table(("vocabulary", "version", "loaded"), ("concepts", "labels", "dump MB"), ("licence",))
    for each in versions:
        numbers = (f"{each.concepts:,}", f"{each.labels:,}", f"{each.bytes / 1e6:.1f}")
        table.add_row(each.id, each.version, each.loaded[:10], *numbers, escape(each.licence))
    out.print(table)
    out.print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)", markup=False, soft_wrap=True)


def show_concepts(what: str, here: Sequence[Concept], answers: Mapping[str, Answer]) -> None:
    """What the index knows, then what each service says that knows something or could not be asked."""
    out = console()
    if not here:
        out.print(f"the index has no {what}", markup=False, soft_wrap=True)
    for each in here:
        _show_concept(out, each, "the index")
    for name, answer in answers.items():
        if answer.failed:
            out.print(f"{name}: no answer: {answer.failed}", markup=False, soft_wrap=True)
        for each in answer.concepts:
            _show_concept(out, each, f"Finto, {name}")
    if answers and not any(each.failed or each.concepts for each in answers.values()):
        out.print(f"Finto has no {what}", markup=False, soft_wrap=True)


def _show_concept(out: Console, each: Concept, where: str) -> None:
    out.print(
        f"[bold]{escape(each.uri or 'no URI')}[/]  {each.vocabulary} {each.kind}  [dim]{where}[/]", soft_wrap=True
    )
    for word, told in _lines(each):
        out.print(f"  {word:<12}{told}", markup=False, soft_wrap=True)


def _lines(each: Concept) -> Iterator[tuple[str, str]]:
    for language in dict.fromkeys((*each.labels, *each.others)):
        others = each.others.get(language, ())
        yield language, each.labels.get(language, "—") + (f"   also {'; '.join(others)}" if others else "")
    if not each.is_current:
        yield "withdrawn", f"for {', '.join(each.following) or 'nothing'}"
    for word in ("notation", "matches", "broader", "titles", "notes"):
        value = getattr(each, word)
        if value:
            yield word, value if isinstance(value, str) else "; ".join(value)


def concepts_as_json(here: Sequence[Concept], answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Concepts for machines."""
    return {
        "index": [each._asdict() for each in here],
        "finto": {
            name: {"failed": answer.failed, "concepts": [each._asdict() for each in answer.concepts]}
            for name, answer in answers.items()
        },
    }
