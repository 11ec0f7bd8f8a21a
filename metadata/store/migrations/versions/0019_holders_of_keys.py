"""The index of match keys tells who holds them"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("match_key_value", "match_key")
    op.create_index("match_key_value", "match_key", ["kind", "value", "source_id"])


def downgrade() -> None:
    op.drop_index("match_key_value", "match_key")
    op.create_index("match_key_value", "match_key", ["kind", "value"])
