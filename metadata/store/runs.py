"""Which run of a DAG touched what: so pages about a run lead to its deliveries, publications and previews, and back."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from metadata.errors import PipelineError
from metadata.store import deliveries
from metadata.store.tables import run_tie

KINDS = ("delivery", "publication", "preview")


class Tie(NamedTuple):
    """One thing that a run touched: its kind, and its id there (a delivery's id, a publication's number)."""

    kind: str
    ref: str


class Run(NamedTuple):
    """A run of a DAG, by the names that the scheduler has for both."""

    dag: str
    run: str


def tie(connection: Connection, dag: str, run: str, kind: str, ref: str | int) -> None:
    """Keep that a run touched something; told again it is kept once. Raises PipelineError for a kind that is none."""
    if kind not in KINDS:
        raise PipelineError(f"a run is tied to {', '.join(KINDS)}, not to {kind!r}")
    if Tie(kind, str(ref)) not in ties(connection, dag, run):
        connection.execute(insert(run_tie).values(dag=dag, run=run, kind=kind, ref=str(ref)))


def in_order(one: Tie) -> tuple[str, int, str]:
    """What puts the things that a run touched in their order: by kind, numbers as numbers."""
    return one.kind, len(one.ref), one.ref


def ties(connection: Connection, dag: str, run: str) -> list[Tie]:
    """What a run touched: by kind, numbers in their order."""
    query = select(run_tie.c.kind, run_tie.c.ref).where(run_tie.c.dag == dag, run_tie.c.run == run)
    found = [Tie(*row) for row in connection.execute(query)]
    return sorted(found, key=in_order)


def runs_of(connection: Connection, kind: str, ref: str | int) -> list[Run]:
    """The runs that touched something."""
    c = run_tie.c
    query = select(c.dag, c.run).where(c.kind == kind, c.ref == str(ref)).order_by(c.dag, c.run)
    return [Run(*row) for row in connection.execute(query)]


def held_by(connection: Connection, dag: str, run: str) -> list[int]:
    """The deliveries that a run touched and that are held now, in the order of their ids."""
    touched = [int(each.ref) for each in ties(connection, dag, run) if each.kind == "delivery"]
    states = {each: deliveries.state_of(connection, each) for each in touched}
    return [each for each, entry in states.items() if entry and entry.state == "held"]
