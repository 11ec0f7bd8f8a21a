"""Standings tell the newest version that says more otherwise than its summary (520)

Of what is there nobody knows any more: it counts as changed when its newest version was made, as it did until now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("standing", sa.Column("core_seq", sa.Integer()))
    op.execute("UPDATE standing SET core_seq = version_seq")
    with op.batch_alter_table("standing") as standing:
        standing.alter_column("core_seq", existing_type=sa.Integer(), nullable=False)
    op.create_index("standing_core_list", "standing", ["history_id", "core_seq", "title_id", "since", "until"])
    op.create_index("standing_core", "standing", ["core_seq", "history_id", "since", "until"])


def downgrade() -> None:
    for name in ("standing_core", "standing_core_list"):
        op.drop_index(name, "standing")
    with op.batch_alter_table("standing") as standing:
        standing.drop_column("core_seq")
