"""Which run of a DAG touched what"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _text(length: int) -> sa.types.TypeEngine[str]:
    """Text that compares by its bytes."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "run_tie",
        sa.Column("dag", _text(250), primary_key=True),
        sa.Column("run", _text(250), primary_key=True),
        sa.Column("kind", _text(16), primary_key=True),
        sa.Column("ref", _text(64), primary_key=True),
    )
    op.create_index("run_tie_ref", "run_tie", ["kind", "ref"])


def downgrade() -> None:
    op.drop_table("run_tie")
