"""The tables, as storage with CHECK constraints; validated values come from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from lead_metrics.access.rules import LADDER
from lead_metrics.cells import EXPECTED, Load, Status
from lead_metrics.periods import Grain

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RELEASE_STATES = ("draft", "published", "withdrawn")
JOB_STATES = ("waiting", "running", "done", "refused")
DECISIONS, ENDINGS = ("decision", "action"), ("open", "done", "dropped")
LINK_KINDS = ("invitation", "reset")
REPLIES_A_WEEK, LONGEST_REPLY = 50, 1000


def table(model: type[SQLModel]) -> Table:
    """Return the table of a model, for Core queries."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def moment(*, null: bool = False) -> Column[datetime]:
    """Return a column for a moment with its zone."""
    return Column(DateTime(timezone=True), nullable=null)


def long_text() -> Column[str]:
    """Return a column for text of any length."""
    return Column(Text, nullable=False)


def rated() -> CheckConstraint:
    """Return the constraint that a rating is one of the framework's steps, or lies between two."""
    return CheckConstraint("rating >= 0 and rating <= 3", name="rating")


def among(column: str, values: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a column holds one of these values."""
    return CheckConstraint(f"{column} in ({', '.join(repr(str(value)) for value in values)})", name=column)


class Release(SQLModel, table=True):
    """A release: a draft, published, or withdrawn (hidden, still assumed known)."""

    __tablename__ = "releases"
    __table_args__ = (
        among("status", RELEASE_STATES),
        CheckConstraint("(status = 'draft') = (published_at is null)", name="published"),
    )

    number: int | None = Field(default=None, primary_key=True)
    status: str = "draft"
    as_of: date
    note: str = ""
    sample: bool = False
    created_at: datetime = Field(sa_column=moment())
    published_at: datetime | None = Field(default=None, sa_column=moment(null=True))
    catalogue_digest: str
    catalogue_text: str = Field(sa_column=long_text())


class ReleaseSite(SQLModel, table=True):
    """A site as a release knew it; its settings as JSON."""

    __tablename__ = "release_sites"

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    name: str
    settings: str = Field(sa_column=long_text())


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


class ReleaseReview(SQLModel, table=True):
    """A fidelity review as a release counted it: about the program, and for its partners."""

    __tablename__ = "release_reviews"
    __table_args__ = (rated(),)

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    element: str = Field(primary_key=True)
    on: date = Field(primary_key=True)
    rating: float
    evidence: str = Field(sa_column=long_text())


class EnteredReview(SQLModel, table=True):
    """A fidelity review that a manager typed; the next release counts it in the place of a delivered one."""

    __tablename__ = "entered_reviews"
    __table_args__ = (rated(),)

    site: str = Field(primary_key=True)
    element: str = Field(primary_key=True)
    on: date = Field(primary_key=True)
    rating: float
    evidence: str = Field(sa_column=long_text())
    entered_by: str
    entered_at: datetime = Field(sa_column=moment())


class Series(SQLModel, table=True):
    """The one grain of a series, and until when its figures are final."""

    __tablename__ = "series"
    __table_args__ = (among("grain", Grain), among("audience", LADDER))

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    grain: str
    audience: str
    start: date | None = None
    final_until: date | None = None
    arriving_until: date | None = None
    source: str | None = None


class Figure(SQLModel, table=True):
    """A released figure: a value only where it is shown. Its key is in the order in which it is read."""

    __tablename__ = "figures"
    __table_args__ = (
        among("status", Status),
        among("audience", LADDER),
        among("grain", Grain),
        CheckConstraint("until > start", name="span"),
        CheckConstraint(
            "status = 'shown' or (value is null and low is null and high is null and numerator is null"
            " and denominator is null and not unreliable)",
            name="only_shown_has_a_value",
        ),
        CheckConstraint("status <> 'shown' or value is not null", name="shown_has_a_value"),
        # Neither infinite nor, which PostgreSQL sorts above every number, not a number.
        CheckConstraint("value is null or (value > -1e300 and value < 1e300)", name="finite"),
    )

    release: int = Field(primary_key=True, foreign_key="releases.number")
    site: str = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    start: date = Field(primary_key=True)
    category: str = Field(primary_key=True)
    until: date = Field(primary_key=True)
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
    __table_args__ = (
        among("measure", Load),
        CheckConstraint("value >= 0 and value < 1e300", name="counted"),
    )

    site: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    worker: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    door: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    value: float


class CaseloadOutlook(SQLModel, table=True):
    """What the staff view expects of the next months, and how that did on the past."""

    __tablename__ = "caseload_outlooks"
    __table_args__ = (
        among("measure", EXPECTED),
        CheckConstraint("value >= 0 and value < 1e300", name="expected"),
        CheckConstraint("step >= 0", name="step"),
        CheckConstraint(
            "(low_95 is null and low_80 is null and high_80 is null and high_95 is null)"
            " or (low_95 is not null and low_80 is not null and high_80 is not null and high_95 is not null"
            " and low_95 <= low_80 and low_80 <= value and value <= high_80 and high_80 <= high_95)",
            name="intervals",
        ),
    )

    site: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    door: str = Field(primary_key=True)
    step: int = Field(primary_key=True)
    at: date
    value: float
    low_80: float | None = None
    high_80: float | None = None
    low_95: float | None = None
    high_95: float | None = None


class WorkerName(SQLModel, table=True):
    """What a site's staff call a worker; read by them and their managers alone, and in no other table."""

    __tablename__ = "worker_names"
    __table_args__ = (CheckConstraint("name <> ''", name="name"),)

    site: str = Field(primary_key=True)
    worker: str = Field(primary_key=True)
    name: str
    changed_at: datetime = Field(sa_column=moment())


class Reply(SQLModel, table=True):
    """What a reader wrote to a site's manager: its week and nothing of who wrote it, where or when.

    `slot` is drawn at random among those of the week, which are so many and no more; no order of arrival is written.
    """

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("site", "week", "slot"),
        CheckConstraint(f"slot >= 1 and slot <= {REPLIES_A_WEEK}", name="slot"),
        CheckConstraint(f"length(words) >= 1 and length(words) <= {LONGEST_REPLY}", name="words"),
        # Without it SQLite would number its rows as they come.
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True)
    site: str
    week: date
    slot: int
    release: int | None = Field(default=None, foreign_key="releases.number")
    indicator: str | None = None
    words: str = Field(sa_column=long_text())
    read: bool = False


class SiteAgenda(SQLModel, table=True):
    """The agenda that a site's manager keeps in the place of the catalogue's, as JSON (catalogue.model.Agenda)."""

    __tablename__ = "agendas"

    site: str = Field(primary_key=True)
    body: str = Field(sa_column=long_text())
    changed_at: datetime = Field(sa_column=moment())
    changed_by: str


class Meeting(SQLModel, table=True):
    """A meeting that was begun: what everybody in the room looks at, and what it was.

    agenda: as it began, JSON. slide: the one shown. step: grows with whatever the room must see. release: the one that
    was taken last; since: the one that the meeting before ended with.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("step >= 0", name="step"),
        # One meeting of a site at a time; those that have ended do not count.
        Index("uq_meetings_running", "site", unique=True, sqlite_where=text("closed_at is null"),
              postgresql_where=text("closed_at is null")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    site: str = Field(index=True)
    body: str
    on: date
    agenda: str = Field(sa_column=long_text())
    slide: str
    step: int = 0
    moved_at: datetime = Field(sa_column=moment())
    release: int | None = Field(default=None, foreign_key="releases.number")
    since: int | None = Field(default=None, foreign_key="releases.number")
    before: int | None = Field(default=None, foreign_key="meetings.id")
    begun_at: datetime = Field(sa_column=moment())
    begun_by: str
    closed_at: datetime | None = Field(default=None, sa_column=moment(null=True))
    next_on: date | None = None


class MeetingSlide(SQLModel, table=True):
    """The release with which a slide of a meeting was shown last: what a past meeting shows again."""

    __tablename__ = "meeting_slides"

    meeting: int = Field(primary_key=True, foreign_key="meetings.id")
    slide: str = Field(primary_key=True)
    release: int = Field(foreign_key="releases.number")


class MeetingPartner(SQLModel, table=True):
    """A partner who came to a meeting."""

    __tablename__ = "meeting_partners"

    meeting: int = Field(primary_key=True, foreign_key="meetings.id")
    partner: str = Field(primary_key=True)


class Decision(SQLModel, table=True):
    """A decision or an action, typed beside the slide that it is about."""

    __tablename__ = "decisions"
    __table_args__ = (among("kind", DECISIONS),)

    id: int | None = Field(default=None, primary_key=True)
    site: str = Field(index=True)
    meeting: int = Field(foreign_key="meetings.id")
    slide: str
    kind: str
    words: str = Field(sa_column=long_text())
    who: str
    due: date | None = None
    written_at: datetime = Field(sa_column=moment())
    written_by: str


class DecisionEnding(SQLModel, table=True):
    """What became of a decision, each time somebody said so: a past meeting shows what was known then."""

    __tablename__ = "decision_endings"
    __table_args__ = (among("ended", ENDINGS),)

    id: int | None = Field(default=None, primary_key=True)
    decision: int = Field(foreign_key="decisions.id", index=True)
    ended: str
    at: datetime = Field(sa_column=moment())
    by: str


class EstimateRow(SQLModel, table=True):
    """An estimate made at release time, as JSON."""

    __tablename__ = "estimates"
    __table_args__ = (among("audience", LADDER),)

    id: int | None = Field(default=None, primary_key=True)
    release: int = Field(foreign_key="releases.number", index=True)
    site: str
    area: str
    indicator: str
    audience: str
    kind: str
    payload: str = Field(sa_column=long_text())


class Account(SQLModel, table=True):
    """Somebody who may sign in; `refused` counts the tries since the last right password.

    An empty password is none: nobody signs in with it until an invitation is used.
    """

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("refused >= 0", name="refused"),)

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
    __table_args__ = (
        CheckConstraint("length(token) = 64", name="token_is_a_hash"),
        CheckConstraint("expires_at > opened_at", name="expires"),
    )

    token: str = Field(primary_key=True)
    account: str | None = Field(default=None, foreign_key="accounts.name", index=True)
    role: str
    group: str | None = None
    opened_at: datetime = Field(sa_column=moment())
    seen_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    closed_at: datetime | None = Field(default=None, sa_column=moment(null=True))
    presenting_until: datetime | None = Field(default=None, sa_column=moment(null=True))
    browser: str | None = None


class Link(SQLModel, table=True):
    """An invitation or a reset, used once: only the hash of its token is kept."""

    __tablename__ = "links"
    __table_args__ = (
        among("kind", LINK_KINDS),
        CheckConstraint("length(token) = 64", name="token_is_a_hash"),
        CheckConstraint("expires_at > made_at", name="expires"),
    )

    token: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.name", index=True)
    kind: str
    made_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    used_at: datetime | None = Field(default=None, sa_column=moment(null=True))


class AddressTries(SQLModel, table=True):
    """An address that passwords are tried from; `refused` counts its wrong tries."""

    __tablename__ = "address_tries"
    __table_args__ = (CheckConstraint("refused >= 0", name="refused"),)

    address: str = Field(primary_key=True)
    refused: int
    tried_at: datetime = Field(sa_column=moment())
    locked_until: datetime | None = Field(default=None, sa_column=moment(null=True))


class Identity(SQLModel, table=True):
    """Somebody whom a provider of identities vouches for, and their account here."""

    __tablename__ = "identities"
    __table_args__ = (
        CheckConstraint("issuer <> '' and subject <> ''", name="named"),
        UniqueConstraint("account"),
    )

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.name")


class SiteSettings(SQLModel, table=True):
    """A site's own settings as its administrator wrote them."""

    __tablename__ = "site_settings"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint(
            "caseload_average >= 1 and caseload_average <= caseload_most and caseload_most <= 100", name="caseload"
        ),
        CheckConstraint("intake_days in (7, 14, 30)", name="intake_days"),
        CheckConstraint("active_days in (30, 60, 90, 365)", name="active_days"),
        CheckConstraint("fiscal_year_starts >= 1 and fiscal_year_starts <= 12", name="fiscal_year"),
    )

    site: str = Field(primary_key=True)
    name: str
    time_zone: str
    caseload_average: int
    caseload_most: int
    intake_days: int
    active_days: int
    fiscal_year_starts: int
    contact: str
    changed_at: datetime = Field(sa_column=moment())
    changed_by: str | None = None


class Job(SQLModel, table=True):
    """Work that a page asks of the writing side."""

    __tablename__ = "jobs"
    __table_args__ = (
        among("status", JOB_STATES),
        CheckConstraint("progress >= 0 and progress <= 1", name="progress"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    payload: str = Field(sa_column=long_text())
    asked_by: str | None = None
    asked_at: datetime = Field(sa_column=moment())
    status: str = Field(default="waiting", index=True)
    progress: float = 0.0
    said: str = ""
    heard_at: datetime | None = Field(default=None, sa_column=moment(null=True))
    ended_at: datetime | None = Field(default=None, sa_column=moment(null=True))


class TrailEntry(SQLModel, table=True):
    """What happened, appended and never changed: triggers refuse it, and let go of what a purge names."""

    __tablename__ = "trail"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))
    account: str | None = None
    action: str
    about: str = ""
    address: str | None = None


class TrailPurge(SQLModel, table=True):
    """What of the trail was let go of, and when: itself never changed."""

    __tablename__ = "trail_purges"
    __table_args__ = (CheckConstraint("until < at", name="until"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=moment())
    until: datetime = Field(sa_column=moment())
