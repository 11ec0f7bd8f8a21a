"""What people are asked, in words of their language: both sides of a pair, what speaks for and against, the findings.

The words are in schemas/review.yml and in the rules; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from metadata.home import Home
from metadata.links import split_label
from metadata.members import member_list
from metadata.references import rules_of, tables_of
from metadata.review.choosing import doubt_about
from metadata.store import choices, reviews
from metadata.store.tables import source_record
from metadata.store.titles import members_of
from metadata.vendors import Words, load_vendors
from metadata.yaml_files import Strict, load_model
from transforms.merge.merge import merge
from transforms.merge.policy import load_merge_policy
from transforms.reconcile.situations import Situation, load_situations
from transforms.record import Issue, Level, Record
from transforms.validate import RuleSet

SHOWN = 10  # records of a question that many ask


class Texts(Strict):
    """schemas/review.yml."""

    questions: dict[str, Words]  # by kind of item
    keys: dict[str, Words]  # what the records of a pair share
    fields: dict[str, Words]  # what was compared
    evidence: dict[str, Words]  # by reason
    vetoes: dict[str, Words]  # by reason
    verdicts: dict[str, Words]
    form: dict[str, Words]  # of the form in which several are answered


class _Speaker(NamedTuple):
    """All that is needed to tell."""

    texts: Texts
    rules: RuleSet
    language: str
    situations: Mapping[str, Situation]
    quote: Callable[[str], str] = str  # how what vendors wrote is set off from our words

    def situation(self, code: str) -> str:
        """A situation of a heading in words; its code where there are none."""
        return self.situations[code].words[self.language] if code in self.situations else code

    def say(self, texts: Mapping[str, Words], key: str, **values: object) -> str:
        """A text of the file, filled; the key itself where there is none."""
        return texts[key][self.language].format_map(values) if key in texts else key


def load_texts(schemas: Path) -> Texts:
    """The words of schemas/review.yml. Raises ConfigError."""
    return load_model(schemas / "review.yml", Texts)


def items(
    home: Home,
    kind: str = "",
    vendor: str = "",
    language: str = "en",
    most: int | None = None,
    quote: Callable[[str], str] = str,
) -> list[dict[str, Any]]:
    """What waits for a person, oldest first and at most so many, in plain values and in words (fi, sv or en).

    A heading or name is told once for each vendor, by its oldest item, with how many records ask about it. In our
    sentences what vendors wrote is `quote`d.
    """
    speaker = _speaker(home, language)._replace(quote=quote)
    with home.store.read() as connection:
        groups: dict[tuple[str, str], list[Row[Any]]] = {}
        for row in reviews.open_items(connection, kind, vendor):
            groups.setdefault((row.kind, reviews.group_of(row.kind, row.subject)), []).append(row)
        return [_told(connection, rows[0], speaker, rows) for rows in list(groups.values())[:most]]


def item(home: Home, number: int, language: str = "en") -> dict[str, Any]:
    """One item, whatever its state, with the records concerned and the decisions about them. Raises ConfigError."""
    speaker = _speaker(home, language)
    with home.store.read() as connection:
        row = reviews.load(connection, number)
        rows = reviews.asking_alike(connection, row)
        told = _told(connection, row, speaker, rows)
        for each, source in zip(told["records"], _sources(connection, rows), strict=True):
            each["fields"] = [str(field) for field in Record.unpack(source.record).fields]
        subjects = {row.subject, *(each["record"] for each in told["records"])}
        subjects |= {f"{split_label(each)[0]}:" for each in subjects} if row.kind == "heading" else set()
        found = choices.listed(connection, subjects=subjects, undone=True)
        together = _together(home, connection, row) if row.kind == "match" else []
    decisions = [each._asdict() for each in found if each.kind != "heading" or _is_about(each, row)]
    return {**told, "together": together, "decisions": decisions}


def _is_about(choice: choices.Choice, row: Row[Any]) -> bool:
    """True for a decision about the heading of an item."""
    return bool(row.subject.endswith(f"\n{choice.value['heading']}"))


def _together(home: Home, connection: Connection, row: Row[Any]) -> list[str]:
    """The record that would be published if the pair were one title, with all that is in their titles now."""
    sources = _sources(connection, [row])
    titles = members_of(connection, sorted({each.title_id for each in sources if each.title_id}))
    rows = [each for members in titles.values() for each in members] or sources
    vendors, _ = load_vendors(home.settings.schemas)
    ranks = {each.id: each.rank for each in vendors.values()}
    policy = load_merge_policy(home.settings.schemas, tables_of(home.references))
    return [str(field) for field in merge(member_list(rows, ranks), policy).record.fields]


def _speaker(home: Home, language: str) -> _Speaker:
    schemas = home.settings.schemas
    return _Speaker(load_texts(schemas), rules_of(home.references), language, load_situations(schemas / "codes"))


def _told(connection: Connection, row: Row[Any], speaker: _Speaker, rows: Sequence[Row[Any]]) -> dict[str, Any]:
    """One question; `rows` are the items that ask it, of which a heading may have many."""
    found = _pair(row, speaker) if row.kind == "match" else {**_findings(row, speaker), **_choice(row, speaker)}
    return {
        "item": row.id,
        "kind": row.kind,
        "state": row.state,
        "since": row.since,
        "question": speaker.say(speaker.texts.questions, row.kind),
        "records": [_side(each) for each in _sources(connection, rows)],
        "count": len(rows),
        "rule": row.rule,
        "slug": speaker.rules.slug(row.rule),
        **found,
    }


def _sources(connection: Connection, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The records that items are about, the left one first; of many the first ones."""
    c = source_record.c
    ids = [each for row in rows[:SHOWN] for each in (row.left_id, row.right_id) if each is not None]
    found = {each.id: each for each in connection.execute(select(source_record).where(c.id.in_(ids)))}
    return [found[each] for each in ids]


def _side(row: Row[Any]) -> dict[str, Any]:
    """What tells a record from another."""
    record = Record.unpack(row.record)
    title, name = record.first("245"), record.first("1XX")
    published = record.first("264", "260")
    return {
        "record": f"{row.vendor}:{row.vendor_id}",
        "title": title.text if title else "",
        "name": name["a"].rstrip(" ,.") if name else "",
        "media": row.media,
        "language": record.at("008", 35, 38).strip(),
        "published": published.text if published else "",
        "deleted": bool(row.deleted),
    }


def _pair(row: Row[Any], speaker: _Speaker) -> dict[str, Any]:
    """What speaks for the pair, and what against."""
    texts, found = speaker.texts, row.found
    kind, value = found["key"]
    shared = speaker.say(texts.keys, kind if kind in texts.keys else "other", value=speaker.quote(str(value)))
    evidence = [_evidence(each, speaker) for each in found.get("evidence", ()) if each["field"] != kind]
    vetoes = [_veto(each, speaker) for each in found["vetoes"]]
    return {**found, "for": [shared, *evidence], "against": vetoes, "message": _message(row, speaker)}


def _message(row: Row[Any], speaker: _Speaker) -> str:
    """What the rule says that a pair breaks; "" where it breaks none."""
    rule = speaker.rules.rules.get(row.rule)
    if rule is None:
        return ""
    return speaker.rules.message(
        Issue(rule.id, rule.slug, rule.level, value=row.found.get("value", "")), speaker.language
    )


def _evidence(each: Mapping[str, Any], speaker: _Speaker) -> str:
    field = speaker.say(speaker.texts.fields, each["field"])
    return speaker.say(speaker.texts.evidence, each["reason"], field=field, percent=round(100 * each["score"]))


def _veto(each: Mapping[str, Any], speaker: _Speaker) -> str:
    left, right = (speaker.quote(str(each[side])) for side in ("left", "right"))
    return speaker.say(speaker.texts.vetoes, each["reason"], left=left, right=right)


def _choice(row: Row[Any], speaker: _Speaker) -> dict[str, Any]:
    """What a heading may mean, and why that is not clear."""
    doubt = doubt_about(row)
    if doubt is None:
        return {}
    candidates = [each._asdict() for each in doubt.candidates]
    return {"situation": speaker.situation(doubt.situation), "candidates": candidates}


def _findings(row: Row[Any], speaker: _Speaker) -> dict[str, Any]:
    """What a rule found in one record."""
    return {"issues": [_finding(each, speaker) for each in _issues(row.found.get("issues", ()))]}


def _finding(each: Issue, speaker: _Speaker) -> dict[str, Any]:
    return {
        "path": each.path,
        "value": each.value,
        "level": str(each.level),
        "message": speaker.rules.message(each, speaker.language),
    }


def _issues(stored: Iterable[list[Any]]) -> list[Issue]:
    """Issues as the store has them."""
    found = [Issue(*each) for each in stored]
    return [
        each._replace(level=Level(each.level), args=tuple((name, text) for name, text in each.args)) for each in found
    ]
