"""The tables of gates: what they saw, and what people said of what they held. Migrations: see tables.py."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, Table

from metadata.store.columns import metadata, text

gate_check = Table(  # what the gate saw, also when it passed
    "gate_check",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("key", text(24), primary_key=True),
    Column("value", Float, nullable=False),
    Column("limit", Float, nullable=False),
    Column("verdict", text(8), nullable=False),
    Column("baseline", Float),  # what is usual, where the limit depends on it
    Column("samples", JSON, nullable=False, server_default="[]"),  # a few records that show what was found
)

gate_decision = Table(  # a person's word on a held delivery; valid once
    "gate_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("verdict", text(8), nullable=False),  # approve, reject
    Column("reason", text(), nullable=False),
    Column("actor", text(), nullable=False),
    Column("at", text(), nullable=False),
    Column("used", Boolean, nullable=False, default=False),
    Column("gates", JSON, nullable=False, server_default="[]"),  # the checks that it lets pass; none: all
)

publication_check = Table(  # what the publication's own gate saw, view by view; held while it is not yet current
    "publication_check",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # of the publication, made or to be made
    Column("view", text(), primary_key=True),
    Column("at", text(), nullable=False),
    Column("value", Float, nullable=False),  # share of the view's titles that would go
    Column("limit", Float, nullable=False),
    Column("baseline", Float, nullable=False),  # the view's titles
    Column("verdict", text(8), nullable=False),
    Column("titles", JSON, nullable=False),  # that would go, where it is held: a decision is about these
    Column("samples", JSON, nullable=False),
)

publication_decision = Table(  # a person's word on a held publication: an approval is valid once, a rejection stands
    "publication_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("titles", JSON, nullable=False),  # that may go, or that stay; of a rejection those that are still to stay
    Column("verdict", text(8), nullable=False),  # approve, reject
    Column("reason", text(), nullable=False),
    Column("actor", text(), nullable=False),
    Column("at", text(), nullable=False),
    Column("used", Boolean, nullable=False, default=False),
)
