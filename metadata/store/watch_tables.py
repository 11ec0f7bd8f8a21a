"""The tables of what is watched: facts, looks for vocabularies, links. A change here needs a migration: tables.py."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from metadata.store.columns import metadata, text

watch_fact = Table(  # what the last watch found; what no longer holds is not here
    "watch_fact",
    metadata,
    Column("kind", text(24), primary_key=True),  # of schemas/watch.yml
    Column("subject", text(250), primary_key=True),
    Column("since", text(), nullable=False),  # ISO 8601 in UTC
    Column("seen", text(), nullable=False),  # by the first watch that found it
)

vocabulary_look = Table(  # the last look for a new version of a vocabulary
    "vocabulary_look",
    metadata,
    Column("name", text(42), primary_key=True),
    Column("at", text(), nullable=False),
    Column("good", text(), nullable=False),  # the last look that brought one or found none; "" before the first
    Column("since", text(), nullable=False),  # the first look of this state
    Column("state", text(12), nullable=False),  # new, unchanged, absent, refused, failed
    Column("reason", text(), nullable=False),
)

link_check = Table(  # the last look at each link of vendors' live records
    "link_check",
    metadata,
    Column("vendor", text(42), primary_key=True),
    Column("vendor_id", text(), primary_key=True),
    Column("place", text(16), primary_key=True),  # resource, or cover 1, cover 2 …
    Column("url", text(), nullable=False),
    Column("at", text(), nullable=False),
    Column("status", Integer, nullable=False),  # 0: no answer
    Column("told", text(), nullable=False),  # what is wrong with it, in plain English; "": nothing
    Column("since", text(), nullable=False),  # the first look that found it broken; "": it is not
    Column("days", Integer, nullable=False),  # on so many different days in a row it was broken
    Index("link_check_at", "vendor", "at"),
    Index("link_check_broken", "vendor", "days"),
)
