"""Invitations, locks by address, identities of a provider, sites' settings, and a trail with a retention."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

YOUNGEST_DAYS = 90
"""What is younger the database keeps, whoever asks."""

KEPT = "the trail is only appended to"
TOO_YOUNG = "the trail keeps its last 90 days"
PURGED = "OLD.at < (SELECT max(until) FROM trail_purges)"

SQLITE = (
    "DROP TRIGGER trail_keeps_DELETE",
    f"""CREATE TRIGGER trail_keeps_DELETE BEFORE DELETE ON trail WHEN ({PURGED}) IS NOT 1
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER trail_purges_keep_UPDATE BEFORE UPDATE ON trail_purges
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER trail_purges_keep_DELETE BEFORE DELETE ON trail_purges
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER trail_purges_age BEFORE INSERT ON trail_purges
    WHEN julianday('now') - julianday(NEW.until) < {YOUNGEST_DAYS}
    BEGIN SELECT RAISE(ABORT, '{TOO_YOUNG}'); END""",
)

POSTGRESQL = (
    "DROP TRIGGER trail_keeps ON trail",
    """CREATE TRIGGER trail_keeps BEFORE UPDATE OR TRUNCATE ON trail
    FOR EACH STATEMENT EXECUTE FUNCTION trail_keeps()""",
    f"""CREATE FUNCTION trail_lets_go() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF {PURGED} THEN RETURN OLD; END IF; RAISE EXCEPTION '{KEPT}'; END $$""",
    """CREATE TRIGGER trail_lets_go BEFORE DELETE ON trail
    FOR EACH ROW EXECUTE FUNCTION trail_lets_go()""",
    """CREATE TRIGGER trail_purges_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_purges
    FOR EACH STATEMENT EXECUTE FUNCTION trail_keeps()""",
    f"""CREATE FUNCTION trail_purges_age() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.until > now() - interval '{YOUNGEST_DAYS} days' THEN RAISE EXCEPTION '{TOO_YOUNG}'; END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER trail_purges_age BEFORE INSERT ON trail_purges
    FOR EACH ROW EXECUTE FUNCTION trail_purges_age()""",
)


def upgrade() -> None:
    """Make the tables and columns, and replace the trigger that let nothing go for ever."""
    zoned = sa.DateTime(timezone=True)
    op.create_table(
        "links",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", zoned, nullable=False),
        sa.Column("expires_at", zoned, nullable=False),
        sa.Column("used_at", zoned, nullable=True),
        sa.CheckConstraint("length(token) = 64", name=op.f("ck_links_token_is_a_hash")),
        sa.CheckConstraint("kind in ('invitation', 'reset')", name=op.f("ck_links_kind")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_links_expires")),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_links_account_accounts")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_account"), "links", ["account"])
    op.create_table(
        "address_tries",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("tried_at", zoned, nullable=False),
        sa.Column("locked_until", zoned, nullable=True),
        sa.CheckConstraint("refused >= 0", name=op.f("ck_address_tries_refused")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_address_tries")),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.CheckConstraint("issuer <> '' and subject <> ''", name=op.f("ck_identities_named")),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_identities_account_accounts")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
        sa.UniqueConstraint("account", name=op.f("uq_identities_account")),
    )
    op.create_table(
        "site_settings",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("caseload_average", sa.Integer(), nullable=False),
        sa.Column("caseload_most", sa.Integer(), nullable=False),
        sa.Column("intake_days", sa.Integer(), nullable=False),
        sa.Column("active_days", sa.Integer(), nullable=False),
        sa.Column("fiscal_year_starts", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("changed_at", zoned, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_site_settings_name")),
        sa.CheckConstraint(
            "caseload_average >= 1 and caseload_average <= caseload_most and caseload_most <= 100",
            name=op.f("ck_site_settings_caseload"),
        ),
        sa.CheckConstraint("intake_days in (7, 14, 30)", name=op.f("ck_site_settings_intake_days")),
        sa.CheckConstraint("active_days in (30, 60, 90, 365)", name=op.f("ck_site_settings_active_days")),
        sa.CheckConstraint(
            "fiscal_year_starts >= 1 and fiscal_year_starts <= 12", name=op.f("ck_site_settings_fiscal_year")
        ),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_site_settings")),
    )
    op.create_table(
        "trail_purges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", zoned, nullable=False),
        sa.Column("until", zoned, nullable=False),
        sa.CheckConstraint("until < at", name=op.f("ck_trail_purges_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_purges")),
    )
    op.add_column("sessions", sa.Column("presenting_until", zoned, nullable=True))
    op.add_column("sessions", sa.Column("browser", sa.String(), nullable=True))
    op.add_column("trail", sa.Column("address", sa.String(), nullable=True))
    op.create_index(op.f("ix_trail_at"), "trail", ["at"])
    let_go_in_time()


def let_go_in_time() -> None:
    """Have the database delete of the trail what an appended purge names, and nothing else."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: who did what is never dropped."""
    raise NotImplementedError("who did what is never dropped; restore a backup instead")
