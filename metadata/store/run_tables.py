"""The table that ties runs to what they touched. Migrations: see tables.py."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from metadata.store.columns import metadata, text

run_tie = Table(  # what a run of a DAG touched, each thing once
    "run_tie",
    metadata,
    Column("dag", text(250), primary_key=True),  # as long as Airflow's own ids
    Column("run", text(250), primary_key=True),
    Column("kind", text(16), primary_key=True),  # metadata/store/runs.py KINDS
    Column("ref", text(64), primary_key=True),
    Index("run_tie_ref", "kind", "ref"),
)
