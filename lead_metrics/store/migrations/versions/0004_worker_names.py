"""What a site's staff call their workers, apart from the staff view that is made anew at each refresh."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of names."""
    op.create_table(
        "worker_names",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_worker_names_name")),
        sa.PrimaryKeyConstraint("site", "worker", name=op.f("pk_worker_names")),
    )


def downgrade() -> None:
    """Forget the names."""
    op.drop_table("worker_names")
