"""The tables of the store. A change here needs a migration in metadata/store/migrations."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

delivery = Table(  # every file a vendor has given, once for each content
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vendor", String(42), nullable=False),
    Column("name", Text, nullable=False),  # as the vendor named it
    Column("order_key", Text, nullable=False),  # the vendor's own sequence or time; compares as text
    Column("size", Integer, nullable=False),
    Column("mtime", Text, nullable=False),  # ISO 8601 in UTC
    Column("sha256", String(64), nullable=False),
    Column("path", Text, nullable=False),  # inside the data folder
    UniqueConstraint("vendor", "name", "sha256"),
)

ledger = Table(  # append-only; the last entry of a delivery is its state
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("actor", Text, nullable=False, default=""),
    Column("counts", JSON, nullable=False, default=dict),
    Index("ledger_delivery", "delivery_id", "id"),
)

source_record = Table(  # the newest version of every vendor record; deleted ones stay
    "source_record",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vendor", String(42), nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),  # of the raw bytes
    Column("made_with", String(16), nullable=False),  # version of mapping, rules and vendor file
    Column("order_key", Text, nullable=False),  # of the delivery it came with
    Column("deleted", Boolean, nullable=False, default=False),
    Column("reason", Text, nullable=False, default=""),  # why it was deleted
    Column("media", String(16), nullable=False),
    Column("collection", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),  # zstd
    Column("record", Text, nullable=False),  # Record.pack()
    Column("issues", JSON, nullable=False),
    Column("title_id", String(32)),
    Column("changed", Boolean, nullable=False, default=True),  # since the last publication
    UniqueConstraint("vendor", "vendor_id"),
    Index("source_record_hash", "sha256"),
    Index("source_record_live", "vendor", "deleted"),
    Index("source_record_changed", "changed"),
    Index("source_record_title", "title_id"),
)

match_key = Table(
    "match_key",
    metadata,
    Column("source_id", ForeignKey("source_record.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("value", Text, primary_key=True),
    Index("match_key_value", "kind", "value"),
)

title = Table(  # permanent ids; never deleted, never re-used
    "title",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("status", String(8), nullable=False),  # live, deleted, redirect
    Column("created", Text, nullable=False),
    Column("redirect_to", String(32)),
)

member = Table(  # which source record belonged to which title, and since and until which publication
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("source_record.id"), nullable=False),
    Column("title_id", ForeignKey("title.id"), nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer),
    Column("evidence", JSON, nullable=False),
    Index("member_source", "source_id"),
    Index("member_title", "title_id"),
)

publication = Table(
    "publication",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),  # the datestamp, ISO 8601 in UTC; strictly increasing
    Column("counts", JSON, nullable=False),
)

version = Table(  # a title's neutral record as of a publication
    "version",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("seq", ForeignKey("publication.seq"), primary_key=True),
    Column("deleted", Boolean, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("media", String(16), nullable=False),
    Column("language", String(3), nullable=False),
    Column("record", Text, nullable=False),  # without links and without our 001, 003, 005
    Column("sources", JSON, nullable=False),  # vendor of each field, in order
    Index("version_seq", "seq"),
)

offer = Table(  # which vendor offers a title in which collection, as of a publication
    "offer",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("vendor", String(42), primary_key=True),
    Column("vendor_id", Text, primary_key=True),
    Column("seq", ForeignKey("publication.seq"), primary_key=True),
    Column("collection", Text, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index("offer_seq", "seq"),
)

view_profile = Table(  # what a view selects and how it links, as of a publication
    "view_profile",
    metadata,
    Column("view", Text, primary_key=True),
    Column("seq", ForeignKey("publication.seq"), primary_key=True),
    Column("profile", JSON, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("vendor", String(42), nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("rule", String(8), nullable=False),
    Column("message", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),  # zstd
    UniqueConstraint("delivery_id", "position"),
)

gate_check = Table(  # what the gate saw, also when it passed
    "gate_check",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("key", String(24), primary_key=True),
    Column("value", Float, nullable=False),
    Column("limit", Float, nullable=False),
    Column("verdict", String(8), nullable=False),
)

gate_decision = Table(  # a person's word on a held delivery; valid once
    "gate_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("verdict", String(8), nullable=False),  # approve, reject
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("used", Boolean, nullable=False, default=False),
)

review = Table(  # pairs that share a key but may not be one title: items for a person
    "review",
    metadata,
    Column("left_id", ForeignKey("source_record.id"), primary_key=True),
    Column("right_id", ForeignKey("source_record.id"), primary_key=True),
    Column("found", JSON, nullable=False),
)
