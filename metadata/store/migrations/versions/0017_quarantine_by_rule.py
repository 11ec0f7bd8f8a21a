"""What is withheld is counted by vendor and rule"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME = "quarantine_state"


def upgrade() -> None:
    op.drop_index(NAME, "quarantine")
    op.create_index(NAME, "quarantine", ["state", "vendor", "rule"])


def downgrade() -> None:
    op.drop_index(NAME, "quarantine")
    op.create_index(NAME, "quarantine", ["state", "vendor"])
