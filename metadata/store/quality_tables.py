"""The tables of quality: what rules said, and how records score. Migrations: see tables.py."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Integer, Table

from metadata.store.columns import metadata, text

rule_set = Table(  # which rules a version of the catalogue holds, in the order of the bits of `judged`
    "rule_set",
    metadata,
    Column("version", text(16), primary_key=True),
    Column("rules", JSON, nullable=False),
)

rule_count = Table(  # what each rule said of the records of a committed delivery
    "rule_count",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("rule", text(8), primary_key=True),
    Column("fired", Integer, nullable=False),  # findings, mended or not
    Column("fixed", Integer, nullable=False),
    Column("suppressed", Integer, nullable=False),
    Column("records", Integer, nullable=False),  # records with a finding
    Column("passed", Integer, nullable=False),  # records it had something to judge in, and nothing to find
    Column("na", Integer, nullable=False),  # records it had nothing to judge in
)

score_summary = Table(  # the scores of a vendor's live records, after a committed delivery
    "score_summary",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("metric", text(24), primary_key=True),  # score, completeness, tt, sr
    Column("records", Integer, nullable=False),
    Column("mean", Float, nullable=False),
    Column("median", Float, nullable=False),
    Column("p10", Float, nullable=False),
    Column("share80", Float, nullable=False),  # of the records, with 80 or more
)

title_quality = Table(  # what the rules say of a merged title, and with what it was merged
    "title_quality",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("made_with", text(16), nullable=False),
    Column("issues", JSON, nullable=False),
    Column("score", Float),
)
