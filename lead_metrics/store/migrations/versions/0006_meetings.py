"""Meetings: the agenda a site keeps, what the room looks at, what each slide showed, who came, what was agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agendas",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_agendas")),
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("slide", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.CheckConstraint("step >= 0", name=op.f("ck_meetings_step")),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_meetings_release_releases")),
        sa.ForeignKeyConstraint(["since"], ["releases.number"], name=op.f("fk_meetings_since_releases")),
        sa.ForeignKeyConstraint(["before"], ["meetings.id"], name=op.f("fk_meetings_before_meetings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_site"), "meetings", ["site"])
    running = sa.text("closed_at is null")
    op.create_index(
        "uq_meetings_running", "meetings", ["site"], unique=True, sqlite_where=running, postgresql_where=running
    )
    op.create_table(
        "meeting_slides",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("slide", sa.String(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_meeting_slides_meeting_meetings")),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_meeting_slides_release_releases")),
        sa.PrimaryKeyConstraint("meeting", "slide", name=op.f("pk_meeting_slides")),
    )
    op.create_table(
        "meeting_partners",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_meeting_partners_meeting_meetings")),
        sa.PrimaryKeyConstraint("meeting", "partner", name=op.f("pk_meeting_partners")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("slide", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('decision', 'action')", name=op.f("ck_decisions_kind")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_decisions_meeting_meetings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_site"), "decisions", ["site"])
    op.create_table(
        "decision_endings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("ended", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("ended in ('open', 'done', 'dropped')", name=op.f("ck_decision_endings_ended")),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name=op.f("fk_decision_endings_decision_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_endings")),
    )
    op.create_index(op.f("ix_decision_endings_decision"), "decision_endings", ["decision"])


def downgrade() -> None:
    """Forget what they hold."""
    for table in ("decision_endings", "decisions", "meeting_partners", "meeting_slides", "meetings", "agendas"):
        op.drop_table(table)
