"""What rules said, scores, exceptions, review items and people's decisions"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DECISION = ("verdict", "reason", "actor", "at")
# New columns of source_record:
SOURCE = ("envelope_id", "fills", "sr", "tt", "completeness", "score", "judged", "rules")


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Text that compares by its bytes."""
    kind = sa.Text() if length is None else sa.String(length)
    alike = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return kind.with_variant(alike, "postgresql")


def upgrade() -> None:
    op.add_column("delivery", sa.Column("kind", _text(12), nullable=False, server_default="file"))
    op.create_table(
        "envelope",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", _text(64), nullable=False, unique=True),
        sa.Column("content", _text(), nullable=False),
    )
    _source_records()
    _quarantine()
    _gates()
    _people()
    _results()
    op.drop_table("review")  # pairs are found anew; nothing a person said is in it


def _source_records() -> None:
    """SQLite adds columns but changes none, and knows no constraint that is added later."""
    op.add_column("source_record", sa.Column("rules", _text(16), nullable=False, server_default=""))
    op.add_column("source_record", sa.Column("judged", sa.LargeBinary()))
    for name in ("score", "completeness", "tt", "sr"):
        op.add_column("source_record", sa.Column(name, sa.Float()))
    op.add_column("source_record", sa.Column("fills", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("source_record", sa.Column("envelope_id", sa.Integer()))


def _quarantine() -> None:
    op.add_column("quarantine", sa.Column("made_with", _text(16), nullable=False, server_default=""))
    op.add_column("quarantine", sa.Column("envelope_id", sa.Integer()))
    op.add_column("quarantine", sa.Column("state", _text(12), nullable=False, server_default="open"))
    op.create_index("quarantine_state", "quarantine", ["state", "vendor"])


def _gates() -> None:
    op.add_column("gate_check", sa.Column("baseline", sa.Float()))
    op.add_column("gate_check", sa.Column("samples", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("gate_decision", sa.Column("gates", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "publication_check",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("view", _text(), primary_key=True),
        sa.Column("at", _text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("limit", sa.Float(), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=False),
        sa.Column("verdict", _text(8), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
    )
    op.create_table(
        "publication_decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        *(sa.Column(name, _text(8 if name == "verdict" else None), nullable=False) for name in DECISION),
        sa.Column("used", sa.Boolean(), nullable=False),
    )


def _people() -> None:
    op.create_table(
        "review_item",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _text(12), nullable=False),
        sa.Column("subject", _text(), nullable=False),
        sa.Column("left_id", sa.Integer(), sa.ForeignKey("source_record.id"), nullable=False),
        sa.Column("right_id", sa.Integer(), sa.ForeignKey("source_record.id")),
        sa.Column("rule", _text(8), nullable=False, server_default=""),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("since", _text(), nullable=False),
        sa.Column("state", _text(12), nullable=False),
        sa.UniqueConstraint("kind", "subject"),
    )
    op.create_index("review_item_state", "review_item", ["state", "kind"])
    op.create_index("review_item_left", "review_item", ["left_id"])
    op.create_index("review_item_right", "review_item", ["right_id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _text(12), nullable=False),
        sa.Column("subject", _text(), nullable=False),
        sa.Column("verdict", _text(12), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("actor", _text(), nullable=False),
        sa.Column("at", _text(), nullable=False),
        sa.Column("undone", _text(), nullable=False, server_default=""),
    )
    op.create_index("decision_subject", "decision", ["kind", "subject"])


def _results() -> None:
    op.create_table(
        "rule_set",
        sa.Column("version", _text(16), primary_key=True),
        sa.Column("rules", sa.JSON(), nullable=False),
    )
    op.create_table(
        "rule_count",
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("delivery.id"), primary_key=True),
        sa.Column("rule", _text(8), primary_key=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("fired", "fixed", "suppressed")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("records", "passed", "na")),
    )
    op.create_table(
        "score_summary",
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("delivery.id"), primary_key=True),
        sa.Column("metric", _text(24), primary_key=True),
        sa.Column("records", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("mean", "median", "p10", "share80")),
    )
    op.create_table(
        "title_quality",
        sa.Column("title_id", _text(32), sa.ForeignKey("title.id"), primary_key=True),
        sa.Column("made_with", _text(16), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float()),
    )


def downgrade() -> None:
    op.create_table(
        "review",
        sa.Column("left_id", sa.Integer(), sa.ForeignKey("source_record.id"), primary_key=True),
        sa.Column("right_id", sa.Integer(), sa.ForeignKey("source_record.id"), primary_key=True),
        sa.Column("found", sa.JSON(), nullable=False),
    )
    for name in ("publication_decision", "publication_check"):
        op.drop_table(name)
    op.drop_column("gate_decision", "gates")
    op.drop_column("gate_check", "baseline")
    for name in ("title_quality", "score_summary", "rule_count", "rule_set", "decision", "review_item"):
        op.drop_table(name)
    op.drop_column("gate_check", "samples")
    op.drop_index("quarantine_state", "quarantine")
    for name in ("made_with", "envelope_id", "state"):
        op.drop_column("quarantine", name)
    for name in SOURCE:
        op.drop_column("source_record", name)
    op.drop_table("envelope")
    op.drop_column("delivery", "kind")
