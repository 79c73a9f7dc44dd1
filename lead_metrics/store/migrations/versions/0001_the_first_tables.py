"""The first tables, and the triggers that keep the trail as it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


REFUSAL = "the trail is only appended to"

SQLITE = """
CREATE TRIGGER trail_keeps_{what} BEFORE {what} ON trail
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""

FUNCTION = """
CREATE FUNCTION trail_keeps() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""

POSTGRESQL = """
CREATE TRIGGER trail_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON trail
FOR EACH STATEMENT EXECUTE FUNCTION trail_keeps()
"""


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("refused >= 0", name=op.f("ck_accounts_refused")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
    )
    op.create_table(
        "caseload_figures",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("site", "day", "worker", "measure", "door", name=op.f("pk_caseload_figures")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('waiting', 'running', 'done', 'refused')", name=op.f("ck_jobs_status")),
        sa.CheckConstraint("progress >= 0 and progress <= 1", name=op.f("ck_jobs_progress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_status"), "jobs", ["status"])

    op.create_table(
        "releases",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("catalogue_digest", sa.String(), nullable=False),
        sa.Column("catalogue_text", sa.Text(), nullable=False),
        sa.CheckConstraint("(status = 'draft') = (published_at is null)", name=op.f("ck_releases_published")),
        sa.CheckConstraint("status in ('draft', 'published', 'withdrawn')", name=op.f("ck_releases_status")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_releases")),
    )
    op.create_table(
        "trail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    op.create_table(
        "account_sites",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_account_sites_account_accounts")),
        sa.PrimaryKeyConstraint("account", "site", name=op.f("pk_account_sites")),
    )
    op.create_table(
        "estimates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "audience in ('public', 'elected', 'partner', 'manager')", name=op.f("ck_estimates_audience")
        ),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_estimates_release_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimates")),
    )
    op.create_index(op.f("ix_estimates_release"), "estimates", ["release"])

    op.create_table(
        "figures",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("unreliable", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("already_public", sa.String(), nullable=True),
        sa.CheckConstraint("audience in ('public', 'elected', 'partner', 'manager')", name=op.f("ck_figures_audience")),
        sa.CheckConstraint(
            "grain in ('month', 'quarter', 'half_year', 'year', 'reported')", name=op.f("ck_figures_grain")
        ),
        sa.CheckConstraint("status <> 'shown' or value is not null", name=op.f("ck_figures_shown_has_a_value")),
        sa.CheckConstraint(
            "status = 'shown' or (value is null and low is null and high is null and numerator is null"
            " and denominator is null and not unreliable)",
            name=op.f("ck_figures_only_shown_has_a_value"),
        ),
        sa.CheckConstraint(
            "status in ('shown', 'withheld', 'missing', 'not_collected')", name=op.f("ck_figures_status")
        ),
        sa.CheckConstraint("until > start", name=op.f("ck_figures_span")),
        sa.CheckConstraint("value is null or (value > -1e300 and value < 1e300)", name=op.f("ck_figures_finite")),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_figures_release_releases")),
        sa.PrimaryKeyConstraint(
            "release", "site", "indicator", "dimension", "area", "start", "category", "until", name=op.f("pk_figures")
        ),
    )
    op.create_table(
        "release_areas",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_release_areas_release_releases")),
        sa.PrimaryKeyConstraint("release", "site", "area", name=op.f("pk_release_areas")),
    )
    op.create_table(
        "release_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_release_events_release_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_events")),
    )
    op.create_index(op.f("ix_release_events_release"), "release_events", ["release"])

    op.create_table(
        "release_sites",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_release_sites_release_releases")),
        sa.PrimaryKeyConstraint("release", "site", name=op.f("pk_release_sites")),
    )
    op.create_table(
        "series",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("final_until", sa.Date(), nullable=True),
        sa.Column("arriving_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint("audience in ('public', 'elected', 'partner', 'manager')", name=op.f("ck_series_audience")),
        sa.CheckConstraint(
            "grain in ('month', 'quarter', 'half_year', 'year', 'reported')", name=op.f("ck_series_grain")
        ),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name=op.f("fk_series_release_releases")),
        sa.PrimaryKeyConstraint("release", "site", "indicator", "dimension", "area", name=op.f("pk_series")),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > opened_at", name=op.f("ck_sessions_expires")),
        sa.CheckConstraint("length(token) = 64", name=op.f("ck_sessions_token_is_a_hash")),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_sessions_account_accounts")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account"), "sessions", ["account"])
    keep_the_trail()


def keep_the_trail() -> None:
    """Have the database itself refuse to change or delete what the trail holds."""
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(what=what, refusal=REFUSAL))
    else:
        op.execute(FUNCTION.format(refusal=REFUSAL))
        op.execute(POSTGRESQL)


def downgrade() -> None:
    """Refuse: what was released is never deleted."""
    raise NotImplementedError("released figures are never deleted; restore a backup instead")
