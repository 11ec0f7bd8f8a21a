"""What is watched: facts and since when, looks for vocabularies, links of records"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Text that compares by its bytes."""
    kind = sa.Text() if length is None else sa.String(length)
    alike = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return kind.with_variant(alike, "postgresql")


def upgrade() -> None:
    op.create_table(
        "watch_fact",
        sa.Column("kind", _text(24), primary_key=True),
        sa.Column("subject", _text(250), primary_key=True),
        sa.Column("since", _text(), nullable=False),
        sa.Column("seen", _text(), nullable=False),
    )
    op.create_table(
        "vocabulary_look",
        sa.Column("name", _text(42), primary_key=True),
        sa.Column("at", _text(), nullable=False),
        sa.Column("good", _text(), nullable=False),
        sa.Column("since", _text(), nullable=False),
        sa.Column("state", _text(12), nullable=False),
        sa.Column("reason", _text(), nullable=False),
    )
    op.create_table(
        "link_check",
        sa.Column("vendor", _text(42), primary_key=True),
        sa.Column("vendor_id", _text(), primary_key=True),
        sa.Column("place", _text(16), primary_key=True),
        sa.Column("url", _text(), nullable=False),
        sa.Column("at", _text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("told", _text(), nullable=False),
        sa.Column("since", _text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
    )
    op.create_index("link_check_at", "link_check", ["vendor", "at"])
    op.create_index("link_check_broken", "link_check", ["vendor", "days"])


def downgrade() -> None:
    for each in ("link_check", "vocabulary_look", "watch_fact"):
        op.drop_table(each)
