"""The tables of what libraries have acquired, as their lists say it. Migrations: see tables.py.

These are their words and not what follows from them: which titles a line stands for is asked with every publication.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table

from metadata.store.columns import metadata, text

acquisition = Table(  # one line of a library's list, and from which to which of its deliveries it stood there
    "acquisition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", text(42), nullable=False),  # "FI-Mallila.shop": metadata/libraries `feed_id`
    Column("key", text(64), nullable=False),  # SHA-256 of the columns from collection to ends
    Column("collection", text(42), nullable=False),  # "": of no certain one
    Column("vendor", text(42), nullable=False),  # "": of no certain one
    Column("names", JSON, nullable=False),  # of one title, the surest first; none: the whole collection
    Column("starts", text(10), nullable=False),  # days as 2026-12-31, both of the licence; "": none
    Column("ends", text(10), nullable=False),
    Column("line", Integer, nullable=False),  # in the delivery it came with
    Column("since", ForeignKey("delivery.id"), nullable=False),
    Column("until", ForeignKey("delivery.id")),  # the delivery that no longer had it
    Index("acquisition_feed", "feed", "until"),
)

acquisition_fault = Table(  # lines that could not be used
    "acquisition_fault",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("message", text(), nullable=False),  # what is wrong with it, and what to do
    Column("content", text(), nullable=False),  # its beginning, as it came
)
