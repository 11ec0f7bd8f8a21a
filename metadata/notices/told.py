"""The notices of a run: one that failed, and one that a gate holds. The digest of a night is in metadata/watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from metadata.notices.notice import Build, Line, Notice, Section
from metadata.notices.words import Texts


class Ran(NamedTuple):
    """A run of a DAG, as people know it."""

    dag: str
    name: str  # of the DAG, in words
    run: str
    task: str = ""  # that ended it; "": not known
    href: str = ""  # its page


def failed(ran: Ran, texts: Texts) -> Build:
    """Tells operators of a run that failed."""

    def build(_: frozenset[str], language: str) -> Notice:
        task = (Line(texts.say("failed_task", language, task=ran.task)),) if ran.task else ()
        page = (Line(texts.say("open_run", language), ran.href),) if ran.href else ()
        subject = texts.say("failed_subject", language, name=ran.name)
        lead = texts.say("failed_lead", language, run=ran.run)
        sections = (Section("", task + page),) if task + page else ()
        data = {"dag": ran.dag, "run": ran.run, "task": ran.task, "href": ran.href}
        return Notice("failed", language, subject, lead, sections, data)

    return build


def held(name: str, deliveries: Sequence[int], publication: bool, desk: str, texts: Texts) -> Build:
    """Tells librarians of what a gate holds: deliveries by their numbers, the next publication, or both.

    `name`: whose it is, in words; "" of the publication alone. `desk`: where the desk is, without a final slash; "":
    no links.
    """

    def build(_: frozenset[str], language: str) -> Notice:
        lines = [
            Line(texts.say("held_delivery", language, id=each), desk and f"{desk}/desk/deliveries/{each}")
            for each in deliveries
        ]
        if publication:
            lines.append(Line(texts.say("held_publication", language), desk and f"{desk}/desk/"))
        what = name or texts.say("publication", language)
        subject, lead = texts.say("held_subject", language, name=what), texts.say("held_lead", language)
        data = {"deliveries": list(deliveries), "publication": publication}
        return Notice("held", language, subject, lead, (Section("", tuple(lines)),), data)

    return build
