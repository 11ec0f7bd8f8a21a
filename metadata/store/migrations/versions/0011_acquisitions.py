"""What libraries have acquired, as their lists say it"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Text that compares by its bytes."""
    kind = sa.Text() if length is None else sa.String(length)
    alike = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return kind.with_variant(alike, "postgresql")


def upgrade() -> None:
    op.create_table(
        "acquisition",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("feed", _text(42), nullable=False),
        sa.Column("key", _text(64), nullable=False),
        sa.Column("collection", _text(42), nullable=False),
        sa.Column("vendor", _text(42), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("starts", _text(10), nullable=False),
        sa.Column("ends", _text(10), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), sa.ForeignKey("delivery.id"), nullable=False),
        sa.Column("until", sa.Integer(), sa.ForeignKey("delivery.id")),
    )
    op.create_index("acquisition_feed", "acquisition", ["feed", "until"])
    op.create_table(
        "acquisition_fault",
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("delivery.id"), primary_key=True),
        sa.Column("line", sa.Integer(), primary_key=True),
        sa.Column("message", _text(), nullable=False),
        sa.Column("content", _text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("acquisition_fault")
    op.drop_table("acquisition")
