"""The numbers of titles, and which titles they link as other forms of one work"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Text that compares by its bytes."""
    kind = sa.Text() if length is None else sa.String(length)
    alike = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return kind.with_variant(alike, "postgresql")


def upgrade() -> None:
    op.create_table(
        "title_number",
        sa.Column("title_id", _text(32), sa.ForeignKey("title.id"), primary_key=True),
        sa.Column("kind", _text(8), primary_key=True),
        sa.Column("value", _text(16), primary_key=True),
        sa.Column("own", sa.Boolean(), nullable=False),
    )
    op.create_index("title_number_value", "title_number", ["value"])
    op.create_table(
        "title_link",
        sa.Column("title_id", _text(32), sa.ForeignKey("title.id"), primary_key=True),
        sa.Column("other_id", _text(32), primary_key=True),
        sa.Column("kind", _text(8), primary_key=True),
        sa.Column("value", _text(16), primary_key=True),
        sa.Column("because", _text(12), nullable=False),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source_record.id"), nullable=False),
    )
    op.create_index("title_link_value", "title_link", ["value"])


def downgrade() -> None:
    op.drop_index("title_link_value", "title_link")
    op.drop_table("title_link")
    op.drop_index("title_number_value", "title_number")
    op.drop_table("title_number")
