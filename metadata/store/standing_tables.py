"""The tables that views are read from: how every title stood, publication by publication. Migrations: see tables.py.

A row says how a title stands whichever view asks; nothing is kept by library and title.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table

from metadata.store.columns import metadata, text

NEVER = 2**31 - 1  # `until` of a row that holds still

history = Table(  # the course of a title through publications; each is kept once, however many titles took it
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", LargeBinary(16), nullable=False, unique=True),  # of the moments
    Column("moments", text(), nullable=False),  # metadata/publish/history.py; JSON
)

standing = Table(  # which course a title has taken, and which version of its record counts
    "standing",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("since", ForeignKey("publication.seq"), primary_key=True),
    Column("until", Integer, nullable=False),  # the publication that put another row in its place
    Column("history_id", ForeignKey("history.id"), nullable=False),
    Column("version_seq", Integer, nullable=False),
    Column("core_seq", Integer, nullable=False),  # the newest version that says more otherwise than its summary (520)
    Column("vendor_ids", text(), nullable=False),  # of its offers, by their number in the moments; 0x1F between
    Index("standing_list", "history_id", "version_seq", "title_id", "since", "until"),
    Index("standing_version", "version_seq", "history_id", "since", "until"),
    Index("standing_core_list", "history_id", "core_seq", "title_id", "since", "until"),
    Index("standing_core", "core_seq", "history_id", "since", "until"),
    Index("standing_until", "until"),
)

rendering = Table(  # a version as views are pieced together from it: metadata/publish/rendering.py
    "rendering",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),  # of the version
    Column("marcxml", LargeBinary, nullable=False),  # LZ4
    Column("oai_dc", LargeBinary, nullable=False),  # LZ4
)
