"""How titles stand, publication by publication, and their records ready to be pieced together

The rows of an older store are made by metadata/publish/standing.py when it is next opened.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Text that compares by its bytes."""
    kind = sa.Text() if length is None else sa.String(length)
    alike = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return kind.with_variant(alike, "postgresql")


def upgrade() -> None:
    op.add_column("publication", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("digest", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("moments", _text(), nullable=False),
    )
    op.create_table(
        "standing",
        sa.Column("title_id", _text(32), sa.ForeignKey("title.id"), primary_key=True),
        sa.Column("since", sa.Integer(), sa.ForeignKey("publication.seq"), primary_key=True),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("history_id", sa.Integer(), sa.ForeignKey("history.id"), nullable=False),
        sa.Column("version_seq", sa.Integer(), nullable=False),
        sa.Column("vendor_ids", _text(), nullable=False),
    )
    op.create_index("standing_list", "standing", ["history_id", "version_seq", "title_id", "since", "until"])
    op.create_index("standing_version", "standing", ["version_seq", "history_id", "since", "until"])
    op.create_index("standing_until", "standing", ["until"])
    op.create_table(
        "rendering",
        sa.Column("title_id", _text(32), sa.ForeignKey("title.id"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("marcxml", sa.LargeBinary(), nullable=False),
        sa.Column("oai_dc", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    for each in ("rendering", "standing", "history"):
        op.drop_table(each)
    op.drop_column("publication", "kept")
