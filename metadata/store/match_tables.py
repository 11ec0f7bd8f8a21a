"""The tables of matching: what records are found by, the edges between them, and works. Migrations: see tables.py."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, Table

from metadata.store.columns import metadata, text

match_key = Table(
    "match_key",
    metadata,
    Column("source_id", ForeignKey("source_record.id"), primary_key=True),
    Column("kind", text(16), primary_key=True),
    Column("value", text(), primary_key=True),
    Index("match_key_value", "kind", "value", "source_id"),  # all of it: whoever looks for a key wants its holders
)

match_side = Table(  # what else matching knows of a source record, kept beside its keys so that no record is read
    "match_side",
    metadata,
    Column("source_id", ForeignKey("source_record.id"), primary_key=True),
    Column("version", text(16), nullable=False),  # metadata/versions.py `keyed_with`, of keys and features
    Column("live", Boolean, nullable=False),  # as of the last publication, or committed since
    Column("features", text(), nullable=False),  # transforms/match/features.py
    Index("match_side_version", "version"),
)

match_lost = Table(  # keys that a record had at the last publication and has no more; emptied by the next
    "match_lost",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", text(16), nullable=False),
    Column("value", text(), nullable=False),
)

match_edge = Table(  # pairs of records that are one title (P) or may be, and those of one expression (E) or work (W)
    "match_edge",
    metadata,
    Column("left_id", ForeignKey("source_record.id"), primary_key=True),  # the first by vendor and vendor's id
    Column("right_id", ForeignKey("source_record.id"), primary_key=True),
    Column("level", text(1), primary_key=True),
    Column("decision", text(8), nullable=False),  # match or review
    Column("tier", text(4), nullable=False),
    Column("score", Float, nullable=False),
    Column("found", JSON, nullable=False),  # of P the vetoes, else the evidence
    Index("match_edge_right", "right_id"),
)

match_limit = (
    Table(  # keys that find nothing: identifiers that prove nothing (poor), blocks that are too large (capped)
        "match_limit",
        metadata,
        Column("kind", text(16), primary_key=True),
        Column("value", text(), primary_key=True),
        Column("why", text(8), nullable=False),
        Column("records", Integer, nullable=False),  # how many have it
    )
)

matching = Table(  # with what all pairs were judged; one row
    "matching",
    metadata,
    Column("version", text(64), primary_key=True),
)

work = Table(  # permanent ids of works, by the rules of titles
    "work",
    metadata,
    Column("id", text(32), primary_key=True),
    Column("status", text(8), nullable=False),
    Column("created", text(), nullable=False),
    Column("redirect_to", text(32)),
)

expression = Table(  # the same of expressions
    "expression",
    metadata,
    Column("id", text(32), primary_key=True),
    Column("status", text(8), nullable=False),
    Column("created", text(), nullable=False),
    Column("redirect_to", text(32)),
    Column("work_id", text(32)),
    Index("expression_work", "work_id"),
)
