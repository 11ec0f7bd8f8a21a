"""What matching knows of records, the edges between them, expressions and works, and what befell titles"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = ("title_event", "expression", "work", "matching", "match_limit", "match_edge", "match_lost", "match_side")


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Text that compares by its bytes."""
    kind = sa.Text() if length is None else sa.String(length)
    alike = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return kind.with_variant(alike, "postgresql")


def upgrade() -> None:
    _matching()
    _works()
    op.create_table(
        "title_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("level", _text(1), nullable=False),
        sa.Column("kind", _text(8), nullable=False),
        sa.Column("title_id", _text(32), nullable=False),
        sa.Column("other_id", _text(32), nullable=False),
        sa.Column("actor", _text(), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
    )
    op.create_index("title_event_title", "title_event", ["title_id"])
    op.create_index("title_event_other", "title_event", ["other_id"])


def _matching() -> None:
    op.create_table(
        "match_side",
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source_record.id"), primary_key=True),
        sa.Column("version", _text(16), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("features", _text(), nullable=False),
    )
    op.create_index("match_side_version", "match_side", ["version"])
    op.create_table(
        "match_lost",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _text(16), nullable=False),
        sa.Column("value", _text(), nullable=False),
    )
    op.create_table(
        "match_edge",
        sa.Column("left_id", sa.Integer(), sa.ForeignKey("source_record.id"), primary_key=True),
        sa.Column("right_id", sa.Integer(), sa.ForeignKey("source_record.id"), primary_key=True),
        sa.Column("level", _text(1), primary_key=True),
        sa.Column("decision", _text(8), nullable=False),
        sa.Column("tier", _text(4), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
    )
    op.create_index("match_edge_right", "match_edge", ["right_id"])
    op.create_table(
        "match_limit",
        sa.Column("kind", _text(16), primary_key=True),
        sa.Column("value", _text(), primary_key=True),
        sa.Column("why", _text(8), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
    )
    op.create_table("matching", sa.Column("version", _text(64), primary_key=True))


def _state() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", _text(32), primary_key=True),
        sa.Column("status", _text(8), nullable=False),
        sa.Column("created", _text(), nullable=False),
        sa.Column("redirect_to", _text(32)),
    )


def _works() -> None:
    op.create_table("work", *_state())
    op.create_table("expression", *_state(), sa.Column("work_id", _text(32)))
    op.create_index("expression_work", "expression", ["work_id"])
    op.add_column("title", sa.Column("base_id", sa.Integer()))
    op.add_column("title", sa.Column("expression_id", _text(32)))
    op.create_index("title_expression", "title", ["expression_id"])


def downgrade() -> None:
    op.drop_index("title_expression", "title")
    op.drop_column("title", "expression_id")
    op.drop_column("title", "base_id")
    for each in _TABLES:
        op.drop_table(each)
