"""Records tell the next day on which their outcome may be another

Of what is there nobody knows it: this release makes all of it anew, as any that maps otherwise does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

DAY = sa.String(10).with_variant(sa.String(10, "C"), "postgresql")  # yyyy-mm-dd; compares by its bytes
TABLES = ("source_record", "quarantine")
KNOWN = sa.text("turns_on IS NOT NULL")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("turns_on", DAY))
        op.create_index(f"{table}_turns", table, ["vendor", "turns_on"], sqlite_where=KNOWN, postgresql_where=KNOWN)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"{table}_turns", table)
        with op.batch_alter_table(table) as altered:
            altered.drop_column("turns_on")
