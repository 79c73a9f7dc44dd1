"""The staff view by language and area too, and what it expects of the next months.

The staff view is made anew at each refresh: its rows are left behind here, never moved.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MEASURES = (
    "active", "inactive", "sought", "deceased", "weighted", "full_time", "present", "away_days", "capacity", "speaks",
    "works_in", "no_contact_30", "no_contact_60", "no_contact_90", "contacts", "contacts_a_month", "in_field",
    "contacts_behind", "first_contacts", "hours_to_first", "waiting", "waiting_7", "waiting_14", "waiting_30",
    "waiting_90", "waiting_more", "waiting_days", "waiting_longest", "standard_average", "standard_most", "weight_1",
    "weight_2", "weight_3",
)  # fmt: skip
EXPECTED = (
    "arrivals", "load", "stays", "kept", "leaving", "error_model", "error_naive", "error_seasonal", "covered_80",
    "covered_95", "tried", "load_error", "load_covered_80", "load_covered_95",
)  # fmt: skip
INTERVALS = (
    "(low_95 is null and low_80 is null and high_80 is null and high_95 is null)"
    " or (low_95 is not null and low_80 is not null and high_80 is not null and high_95 is not null"
    " and low_95 <= low_80 and low_80 <= value and value <= high_80 and high_80 <= high_95)"
)


def _among(column: str, values: tuple[str, ...], table: str) -> sa.CheckConstraint:
    named = ", ".join(repr(value) for value in values)
    return sa.CheckConstraint(f"{column} in ({named})", name=op.f(f"ck_{table}_{column}"))


def upgrade() -> None:
    """Make the staff view's tables anew."""
    op.drop_table("caseload_figures")
    op.create_table(
        "caseload_figures",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        _among("measure", MEASURES, "caseload_figures"),
        sa.CheckConstraint("value >= 0 and value < 1e300", name=op.f("ck_caseload_figures_counted")),
        sa.PrimaryKeyConstraint(
            "site", "day", "worker", "measure", "door", "language", "area", name=op.f("pk_caseload_figures")
        ),
    )
    op.create_table(
        "caseload_outlooks",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("low_80", sa.Float(), nullable=True),
        sa.Column("high_80", sa.Float(), nullable=True),
        sa.Column("low_95", sa.Float(), nullable=True),
        sa.Column("high_95", sa.Float(), nullable=True),
        _among("measure", EXPECTED, "caseload_outlooks"),
        sa.CheckConstraint("value >= 0 and value < 1e300", name=op.f("ck_caseload_outlooks_expected")),
        sa.CheckConstraint("step >= 0", name=op.f("ck_caseload_outlooks_step")),
        sa.CheckConstraint(INTERVALS, name=op.f("ck_caseload_outlooks_intervals")),
        sa.PrimaryKeyConstraint("site", "day", "measure", "door", "step", name=op.f("pk_caseload_outlooks")),
    )


def downgrade() -> None:
    """Make the earlier, smaller staff view again, empty until the next refresh."""
    op.drop_table("caseload_outlooks")
    op.drop_table("caseload_figures")
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
