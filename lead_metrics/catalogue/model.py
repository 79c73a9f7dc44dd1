"""The shape of the catalogue: frozen models of every word and rule, unknown keys refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lead_metrics.periods import Grain

THRESHOLD = 10
"""A figure about 1 to this many protected people is withheld; a site may raise it, never lower it."""

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")


class Model(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """Words in each language of the interface."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)

    def said(self, language: Language) -> str:
        """Return the words in that language."""
        return self.en if language == "en" else self.es


class Audience(StrEnum):
    """Who a figure is for, widest first; each sees what the ones before it see, staff and admin apart."""

    PUBLIC = "public"
    ELECTED = "elected"
    PARTNER = "partner"
    MANAGER = "manager"
    STAFF = "staff"
    ADMIN = "admin"


class Code(Model):
    """One coded value: its words, and the coarser group that it joins when a series is too small."""

    en: str
    es: str
    merges_into: str | None = None
    only_merged: bool = False


class Column(Model):
    """One column of a canonical record."""

    type: str
    required: bool = False


class Record(Model):
    """One kind of canonical record.

    key: the column that names a record; same: the columns in which a later delivery's record takes an earlier one's
    place. repeats: two rows that look alike are two records. standing: its dates tell of things that lasted or lay
    before, not of the days that a delivery covers.
    """

    title: str
    key: str | None = None
    same: tuple[str, ...] = ()
    repeats: bool = False
    standing: bool = False
    dated: str | None = None
    columns: dict[str, Column]


Values = list[str | int | float | bool]


class Span(Model):
    """A duration between two columns of a record."""

    start: str
    until: str
    unit: Literal["minutes", "hours", "days"]
    limit: float | None = None


class Measure(Model):
    """How an indicator is counted: a named measure of `aggregate` and what it needs, never an expression.

    kind: see `lead_metrics.aggregate.measures`. records, on: the record and the column that dates it. where: columns
    with the values that count (the numerator). among: the same for the denominator. per: what a rate is divided by.
    scale: what the quotient is multiplied by (shares are always percent). bands: a breakdown's codes, each with the
    least value of `column` that belongs to it, in rising order.
    """

    kind: Literal[
        "count", "people", "share", "rate_per", "per_person_time", "median", "mean", "stock", "stock_share",
        "latest_share", "average_daily", "amount", "load", "inequality", "waiting", "vacancy", "turnover", "ratio",
        "difference", "paired_change", "completeness", "lag", "withheld", "reported",
    ]  # fmt: skip
    records: str | None = None
    on: str | None = None
    where: dict[str, Values] = {}
    among: dict[str, Values] = {}
    per: Literal["population", "days", "active", "records"] | None = None
    per_records: str | None = None
    per_where: dict[str, Values] = {}
    scale: float = 1.0
    span: Span | None = None
    column: str | None = None
    bands: dict[str, float] = {}
    at_least: int | None = None
    of: str | None = None
    numerator: str | None = None
    denominator: str | None = None


class GroupOf(Model):
    """One group of a breakdown: the figure that another indicator gives under its own name."""

    indicator: str
    dimension: str
    category: str


class Disclosure(Model):
    """Whom a figure could hurt, how small is too small for this indicator, and which figures tell of one another.

    tied_to: figures that make up this one, or that share its whole. within: figures that count all that this one counts
    and more. covers: figures that count part of what this one counts. What is left between the two is a figure about
    people as well; where it is small, the indicator that says so gives way. group_of: what this one counts again.
    """

    protects: Literal["participants", "public", "staff", "none"]
    threshold: int = Field(default=THRESHOLD, ge=THRESHOLD)
    zero_discloses: bool = False
    tied_to: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    group_of: GroupOf | None = None


class Indicator(Model):
    """One indicator: everything that any page, file or test says about it.

    beside: the figure that counts all that this one counts and also what LEAD does not touch, to compare with.
    """

    id: str
    code: str = Field(pattern=r"^[IPYQ]\d{1,2}$")
    level: Literal["individual", "programmatic", "systemic", "quality"]
    name: Text
    definition: Text
    why: tuple[str, ...]
    unit: str
    hoped_direction: Literal["rise", "fall", "neither"]
    measure: Measure
    counts: Literal["people", "events", "amounts"]
    whom: Literal["participants", "everybody", "program"]
    breakdowns: tuple[str, ...] = ()
    by_area: bool = False
    grains: tuple[Grain, ...] = (Grain.MONTH, Grain.QUARTER, Grain.HALF_YEAR, Grain.YEAR)
    disclosure: Disclosure
    audience: Audience
    takes: Text
    includes: Text | None = None
    excludes: Text | None = None
    caveats: Text | None = None
    lag_days: int | None = None
    band: tuple[float, float] | None = None
    supply: tuple[str, ...] = ()
    beside: str | None = None
    fidelity: tuple[str, ...] = ()
    since: str = "0.1"


class Unit(Model):
    """How a value is written: decimals, what stands before and after it, and the title of an axis."""

    id: str
    name: Text
    axis: Text
    decimals: int = 0
    before: str = ""
    after: Text | None = None
    percent: bool = False


class Pair(Model):
    """The two levels beside one another: an individual and a systemic indicator on one time axis."""

    individual: str
    systemic: str
    because: Text


class Question(Model):
    """A question that a group asks, and the indicators that answer it."""

    id: str
    ask: Text
    indicators: tuple[str, ...] = Field(min_length=1)


class View(Model):
    """How the pages are arranged for one stakeholder group."""

    id: str
    name: Text
    lead: Text
    audience: Audience
    pairs: tuple[Pair, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = Field(min_length=1)


class Chapter(Model):
    """One chapter of a reading page: its heading, words below it, and the ids or codes of its figures in order."""

    id: str
    page: Literal["individual_well_being", "harms", "systemic_shifts", "equity", "pathway"]
    order: int
    name: Text
    about: Text | None = None
    figures: tuple[str, ...] = Field(min_length=1)


class Outcome(Model):
    """One box of the logic model; outcomes carry the indicators that speak to them through `why`.

    first: the indicator whose figure an outcome's box shows where it can be told.
    """

    id: str
    first: str | None = None
    level: Literal["systemic", "programmatic", "individual"]
    column: Literal["intention", "action", "outcome"]
    name: Text
    order: int


class Element(Model):
    """One element of the fidelity framework."""

    id: str
    group: Literal["principle", "operation"]
    name: Text
    rationale: Text


class Part(Model):
    """One of several parts of a section, told beside one another."""

    name: Text
    says: Text


class Section(Model):
    """One section of a page that is words alone: paragraphs, then parts; `order` places it, `shown` takes it away.

    layout: how its parts stand: equal cards, steps in their order, or a plain list. asks: whether it ends with whom to
    ask. Texts may hold the fields of SECTION_FIELDS.
    """

    id: str
    order: int
    name: Text
    says: tuple[Text, ...] = ()
    parts: tuple[Part, ...] = ()
    layout: Literal["equal", "steps", "list"] = "list"
    asks: bool = False
    shown: bool = True


class Item(Model):
    """One item of a meeting's agenda.

    kind: what was agreed before, what became final since, a slide for each figure, words alone, what is agreed today.
    """

    id: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    order: int
    kind: Literal["follow_up", "since", "figures", "words", "closing"]
    name: Text
    says: tuple[Text, ...] = ()
    indicators: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _of_one_kind(self) -> Item:
        if bool(self.indicators) != (self.kind in ("since", "figures")):
            raise ValueError("figures and what changed have indicators, and nothing else has")
        if self.kind == "words" and not self.says:
            raise ValueError("an item of words alone says something")
        return self


class Agenda(Model):
    """What a meeting goes through: its items in order, how a newer release is taken, and seconds a slide (0: by hand).

    take: by the presenter's key, or at once.
    """

    items: tuple[Item, ...]
    take: Literal["key", "at_once"] = "key"
    seconds: int = Field(default=0, ge=0, le=600)


SECTION_FIELDS = frozenset({"years", "threshold"})
"""What sections may want filled in: a site's years of keeping records, and the largest number that is withheld."""


class Role(Model):
    """What an account may do; `like` names a role whose rights this one has too, which loading adds to `may`."""

    id: str
    name: Text
    audience: Audience
    view: str
    like: str | None = None
    may: tuple[str, ...]


class Claim(Model):
    """What somebody may do whom the county's provider of identities vouches for with this claim."""

    id: str
    claim: str
    value: str
    role: str
    sites: tuple[str, ...] = ()
    group: str | None = None


class Rule(Model):
    """The disclosure rule of the whole product; a site may tighten it."""

    threshold: int = Field(ge=THRESHOLD)
    unreliable_below: int = Field(ge=20)
    staff_needs_workers: int = Field(ge=3)
    correction_more_than: int = Field(ge=THRESHOLD)
    enough_shown: float = Field(ge=0.8, le=1)
    give_up_last: tuple[str, ...]


class Estimating(Model):
    """When an estimate is a verdict, how it is made and how it is tried, as docs/statistics.md finds by simulation."""

    fewest_months: int = Field(ge=24)
    fewest_before: int = Field(ge=6)
    fewest_after: int = Field(ge=6)
    least_mean: float = Field(ge=1)
    least_beside: float = Field(ge=1)
    season: Literal["harmonic", "month"]
    harmonics: int = Field(ge=1, le=4)
    errors: Literal["model", "newey_west", "ar1"]
    chart_firm: int = Field(ge=7)
    shift_months: int = Field(ge=1)
    epidemic_months: int = Field(ge=1)
    epidemic_began: date
    placebo_every: int = Field(ge=1)
    events_apart: int = Field(ge=1)
    most_events: int = Field(ge=0)
    follow_days: int = Field(ge=30)
    left_out_days: int = Field(ge=0)
    first_after: tuple[int, ...]


class SourceColumn(Model):
    """Where a canonical column comes from: accepted spellings, a map of codes, a fixed value, or a built-in step."""

    names: tuple[str, ...] = ()
    codes: str | None = None
    fixed: str | float | bool | None = None
    joined: tuple[str, ...] = ()
    step: str | None = None
    unless: str | None = None
    missing: tuple[str, ...] = ()


class SourceTable(Model):
    """One table of a source and the canonical record that it becomes."""

    record: str
    files: tuple[str, ...] = ("*",)
    sheets: tuple[str, ...] = ()
    columns: dict[str, SourceColumn] = {}
    where: dict[str, Values] = {}
    unfold: dict[str, str] = {}
    folded: dict[str, dict[str, str | float]] = {}


class Place(Model):
    """An area that a source speaks of."""

    id: str
    name: str
    parent: str = "all"


class Recipe(Model):
    """How one source's files become canonical records."""

    id: str
    name: Text
    about: Text
    publisher: str | None = None
    address: str | None = None
    formats: tuple[Literal["csv", "csv.gz", "xlsx", "parquet"], ...]
    canonical: bool = False
    tables: tuple[SourceTable, ...]
    drop: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    dates: tuple[str, ...] = ("%Y-%m-%d",)
    times: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
    time_zone: str = "America/Los_Angeles"
    code_maps: dict[str, dict[str, str]] = {}
    places: tuple[Place, ...] = ()
    namespace: str | None = None
    ids_of: str | None = None
    cadence: Literal["once", "daily", "weekly", "monthly", "quarterly", "yearly"]
    lag_days: int = Field(ge=0)
    covers_from: date | None = None
    covers_until_column: str | None = None
    already_public: bool = False


class Site(Model):
    """A LEAD program: the unit of access, with its own standards.

    lead_areas: the areas that have LEAD where others of the site have not, which are then compared with.
    retention_years: how long the records of a person are kept after the last of them.
    """

    id: str
    name: str
    county: str = ""
    time_zone: str = "America/Los_Angeles"
    lead_began: date | None = None
    lead_areas: tuple[str, ...] = ()
    caseload_average: int = 20
    caseload_most: int = 25
    need_weights: dict[Literal["1", "2", "3"], Annotated[float, Field(gt=0)]] = {}
    intake_days: Literal[7, 14, 30] = 14
    active_days: Literal[30, 60, 90, 365] = 90
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)] = 7
    contact: str = ""
    retention_years: Annotated[int, Field(ge=1, le=100)] = 10
    sample: bool = False


class Catalogue(Model):
    """Every word and rule, cross-checked; `digest` names this very version."""

    indicators: dict[str, Indicator]
    units: dict[str, Unit]
    views: dict[str, View]
    chapters: dict[str, Chapter] = {}
    logic_model: dict[str, Outcome]
    fidelity: dict[str, Element]
    about: dict[str, Section] = {}
    my_data: dict[str, Section] = {}
    agenda: dict[str, Item] = {}
    roles: dict[str, Role]
    claims: dict[str, Claim]
    rule: Rule
    estimating: Estimating | None = None
    codes: dict[str, dict[str, Code]]
    records: dict[str, Record]
    recipes: dict[str, Recipe]
    sites: dict[str, Site]
    words: dict[Language, dict[str, str]]
    digest: str

    def family(self, name: str) -> tuple[Indicator, ...]:
        """Return the indicators that an id or a code (a family) names, empty where none does."""
        if name in self.indicators:
            return (self.indicators[name],)
        return tuple(i for i in self.indicators.values() if i.code == name)

    def chapters_of(self, page: str) -> tuple[Chapter, ...]:
        """Return the chapters of a page in their order."""
        return tuple(sorted((c for c in self.chapters.values() if c.page == page), key=lambda c: (c.order, c.id)))

    def own_agenda(self) -> Agenda:
        """Return the agenda of every site that keeps no other."""
        return Agenda(items=tuple(sorted(self.agenda.values(), key=lambda item: (item.order, item.id))))

    def lag_of(self, indicator: Indicator, sources: Iterable[str]) -> int:
        """Return how many days records of an indicator are awaited: its own number, else that of its slowest source.

        sources: ids of recipes, several joined by a comma.
        """
        if indicator.lag_days is not None:
            return indicator.lag_days
        names = {part for source in sources for part in source.split(",")}
        return max((self.recipes[one].lag_days for one in names if one in self.recipes), default=0)
