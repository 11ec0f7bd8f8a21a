"""The tables of what people are asked and what they decided. Migrations: see tables.py."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from metadata.store.columns import metadata, text

review_item = Table(  # what a person is asked; one queue for all kinds
    "review_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", text(12), nullable=False),  # match, record, heading
    Column("subject", text(), nullable=False),  # what it is about, by vendors' ids: the same for ever
    Column("left_id", ForeignKey("source_record.id"), nullable=False),
    Column("right_id", ForeignKey("source_record.id")),  # the other record of a pair
    Column("rule", text(8), nullable=False, server_default=""),
    Column("found", JSON, nullable=False),
    Column("since", text(), nullable=False),
    Column("state", text(12), nullable=False),  # open, decided, or gone: it no longer asks
    UniqueConstraint("kind", "subject"),
    Index("review_item_state", "state", "kind"),
    Index("review_item_left", "left_id"),
    Index("review_item_right", "right_id"),
)

decision = Table(  # what people decided; kept for ever and replayed on every run
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", text(12), nullable=False),  # match, suppress, edit, release, heading
    Column("subject", text(), nullable=False),  # "vendor:id", or a pair of them with a line feed between; "vendor:"
    Column("verdict", text(12), nullable=False),
    Column("value", JSON, nullable=False),
    Column("reason", text(), nullable=False),
    Column("actor", text(), nullable=False),
    Column("at", text(), nullable=False),
    Column("undone", text(), nullable=False, server_default=""),  # when and by whom it was taken back
    Index("decision_subject", "kind", "subject"),
)
