"""The table of what renewals that people asked for are about. Migrations: see tables.py."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Table

from metadata.store.columns import metadata

renewal_scope = Table(  # without a row a renewal is about all that another version made
    "renewal_scope",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("records", JSON, nullable=False),  # ids of source records
    Column("withheld", JSON, nullable=False),  # ids of quarantined ones
)
