"""Fidelity reviews, as releases counted them and as managers typed them, and what readers write without a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "release_reviews",
        sa.Column("release", sa.Integer(), nullable=False),
        *review("release_reviews"),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_release_reviews_release_releases")),
        sa.PrimaryKeyConstraint("release", "site", "element", "on", name=op.f("pk_release_reviews")),
    )
    op.create_table(
        "entered_reviews",
        *review("entered_reviews"),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site", "element", "on", name=op.f("pk_entered_reviews")),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.CheckConstraint("slot >= 1 and slot <= 50", name=op.f("ck_replies_slot")),
        sa.CheckConstraint("length(words) >= 1 and length(words) <= 1000", name=op.f("ck_replies_words")),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_replies_release_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("site", "week", "slot", name=op.f("uq_replies_site_week_slot")),
        sqlite_with_rowid=False,
    )


def review(table: str) -> tuple[sa.Column[object] | sa.CheckConstraint, ...]:
    """Return what a review says in either table."""
    return (
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint("rating >= 0 and rating <= 3", name=op.f(f"ck_{table}_rating")),
    )


def downgrade() -> None:
    """Forget what they hold."""
    for table in ("replies", "entered_reviews", "release_reviews"):
        op.drop_table(table)
