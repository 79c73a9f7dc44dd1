"""The tables, as storage with CHECK constraints; validated values come from elsewhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Text
from sqlmodel import Field, SQLModel

from lead_metrics.cells import Status

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

STATUSES = ", ".join(f"'{status}'" for status in Status)
LEVELS = "'public', 'elected', 'partner', 'manager', 'staff', 'admin'"


def moment(*, null: bool = False) -> Column[datetime]:
    """Return a column for a moment with its zone."""
    return Column(DateTime(timezone=True), nullable=null)


class Release(SQLModel, table=True):
    """A release: a draft, published, or withdrawn (hidden, still assumed known)."""

    __tablename__ = "releases"
    __table_args__ = (CheckConstraint("status in ('draft', 'published', 'withdrawn')", name="status"),)

    number: int | None = Field(default=None, primary_key=True)
    status: str = "draft"
    as_of: date
    note: str = ""
    sample: bool = False
    created_at: datetime = Field(sa_column=moment())
    published_at: datetime | None = Field(default=None, sa_column=moment(null=True))
    catalogue_digest: str
    catalogue_text: str = Field(sa_column=Column(Text, nullable=False))


class ReleaseSite(SQLModel, table=True):
    """A site as a release knew it; its settings as JSON."""

    __tablename__ = "release_sites"

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    name: str
    settings: str = Field(sa_column=Column(Text, nullable=False))


class ReleaseArea(SQLModel, table=True):
    """A place of a site and its parent."""

    __tablename__ = "release_areas"

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    parent: str
    name: str


class ReleaseEvent(SQLModel, table=True):
    """A policy event that charts mark."""

    __tablename__ = "release_events"

    id: int | None = Field(default=None, primary_key=True)
    release: int = Field(foreign_key="releases.number", index=True)
    site: str
    on: date
    title: str
    kind: str


class Series(SQLModel, table=True):
    """The one grain of a series, and until when its figures are final."""

    __tablename__ = "series"

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    grain: str
    start: date | None = None
    final_until: date | None = None
    arriving_until: date | None = None
    source: str | None = None


class Figure(SQLModel, table=True):
    """A released figure: a value only where it is shown."""

    __tablename__ = "figures"
    __table_args__ = (
        CheckConstraint(f"status in ({STATUSES})", name="status"),
        CheckConstraint(f"audience in ({LEVELS})", name="audience"),
        CheckConstraint("until > start", name="span"),
        CheckConstraint(
            "status = 'shown' or (value is null and low is null and high is null and numerator is null"
            " and denominator is null and not unreliable)",
            name="only_shown_has_a_value",
        ),
        CheckConstraint("status <> 'shown' or value is not null", name="shown_has_a_value"),
        Index(None, "release", "site", "indicator", "dimension"),
    )

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    start: date = Field(primary_key=True)
    until: date = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    grain: str
    audience: str
    code: str
    unit: str
    status: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    unreliable: bool = False
    source: str | None = None
    already_public: str | None = None


class CaseloadFigure(SQLModel, table=True):
    """The staff view: true counts by worker, apart from every other audience."""

    __tablename__ = "caseload_figures"

    site: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    worker: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    door: str = Field(primary_key=True)
    value: float


class EstimateRow(SQLModel, table=True):
    """An estimate made at release time, as JSON."""

    __tablename__ = "estimates"

    id: int | None = Field(default=None, primary_key=True)
    release: int = Field(foreign_key="releases.number", index=True)
    site: str
    area: str
    indicator: str
    audience: str
    kind: str
    payload: str = Field(sa_column=Column(Text, nullable=False))


class Account(SQLModel, table=True):
    """Somebody who may sign in."""

    __tablename__ = "accounts"

    name: str = Field(primary_key=True)
    role: str
    group: str | None = None
    password: str
    disabled: bool = False
    created_at: datetime = Field(sa_column=moment())
    refused: int = 0
    locked_until: datetime | None = Field(default=None, sa_column=moment(null=True))


class AccountSite(SQLModel, table=True):
    """A site whose inner figures an account may see; `*` means every site."""

    __tablename__ = "account_sites"

    account: str = Field(primary_key=True, foreign_key="accounts.name")
    site: str = Field(primary_key=True)


class Session(SQLModel, table=True):
    """An open sign-in: only the hash of its token is kept."""

    __tablename__ = "sessions"

    token: str = Field(primary_key=True)
    account: str | None = Field(default=None, foreign_key="accounts.name", index=True)
    role: str
    group: str | None = None
    opened_at: datetime = Field(sa_column=moment())
    seen_at: datetime = Field(sa_column=moment())
    closed_at: datetime | None = Field(default=None, sa_column=moment(null=True))


class Job(SQLModel, table=True):
    """Work that a page asks of the writing side."""

    __tablename__ = "jobs"
    __table_args__ = (CheckConstraint("status in ('waiting', 'running', 'done', 'refused')", name="status"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    payload: str = Field(sa_column=Column(Text, nullable=False))
    asked_by: str | None = None
    asked_at: datetime = Field(sa_column=moment())
    status: str = Field(default="waiting", index=True)
    progress: float = 0.0
    said: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=moment(null=True))


class TrailEntry(SQLModel, table=True):
    """What happened, appended and never changed."""

    __tablename__ = "trail"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=moment())
    account: str | None = None
    action: str
    about: str = ""
