"""estimate: the estimates on any CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
import typer

from lead_metrics import estimates
from lead_metrics.commands.speech import say, tell
from lead_metrics.errors import FileRefused

Text = str | None
File = Annotated[Path, typer.Argument(help="A CSV file with a header.")]
Family = Literal["poisson", "quasipoisson", "negative_binomial", "gaussian"]
Season = Literal["none", "harmonic", "month"]
Errors = Literal["model", "newey_west", "ar1"]
Spread = Literal["model", "hc", "cluster", "placebo"]

estimate = typer.Typer(help="Ask whether a change is real, on any CSV file.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(estimate, name="estimate")


def frame_of(file: Path) -> pl.DataFrame:
    """Return a CSV file as a frame; raises FileRefused where it is none."""
    try:
        return pl.read_csv(file, try_parse_dates=True, infer_schema_length=None, null_values=["", "NA"])
    except (OSError, pl.exceptions.PolarsError):
        raise FileRefused(f"{file.name} cannot be read as CSV; give a file with a header and commas") from None


def point(text: str) -> Any:
    """Return a point in time as a number where it is one, else as it was written."""
    try:
        return float(text)
    except ValueError:
        return text


@estimate.command()
def interrupted(  # noqa: PLR0913 - one argument an option
    file: File,
    outcome: Annotated[str, typer.Option(help="The column with the figures.")],
    time: Annotated[str, typer.Option(help="The column with days, months or numbers.")],
    start: Annotated[str, typer.Option(help="When something began, such as 2020-01-01.")],
    exposure: Annotated[Text, typer.Option(help="A column that counts are over, such as residents.")] = None,
    covariate: Annotated[list[str] | None, typer.Option(help="Another column; may be given again.")] = None,
    family: Annotated[Family, typer.Option(help="What the figures are.")] = "quasipoisson",
    season: Annotated[Season, typer.Option(help="How seasons are told.")] = "none",
    errors: Annotated[Errors, typer.Option(help="How errors hang together in time.")] = "model",
    trend: Annotated[bool, typer.Option(help="Whether there is a trend.")] = True,
    slope_change: Annotated[bool, typer.Option("--slope-change", help="Whether the trend may change.")] = False,
    lag: Annotated[int, typer.Option(help="Periods from the start until it could show.")] = 0,
    period: Annotated[int, typer.Option(help="Periods in a year.")] = 12,
) -> None:
    """Tell whether the level or slope changed when something began."""
    found = estimates.interrupted_series(
        frame_of(file), outcome=outcome, time=time, start=point(start), exposure=exposure, covariates=covariate or (),
        family=family, season=None if season == "none" else season, errors=errors, trend=trend,
        slope_change=slope_change, lag=lag, period=period,
    )  # fmt: skip
    named = {"ratio": found.ratio, "step": found.step, "slope": found.slope, **found.coefficients}
    shown = {name: one for name, one in named.items() if one is not None and (name != "step" or found.ratio is None)}
    tell(("", "estimate", "low", "high"), [(n, *digits(o.estimate, o.low, o.high)) for n, o in shown.items()], "")
    say(f"{found.before} before, {found.after} after; dispersion {found.dispersion:.3f}, "
        f"autocorrelation {found.autocorrelation:.2f}; 95% intervals")  # fmt: skip


@estimate.command()
def comparison(  # noqa: PLR0913 - one argument an option
    file: File,
    outcome: Annotated[str, typer.Option(help="The column with the figures.")],
    unit: Annotated[str, typer.Option(help="The column that names the place.")],
    time: Annotated[str, typer.Option(help="The column with days, months or numbers.")],
    treated: Annotated[str, typer.Option(help="The place, or a column of 1 and 0.")],
    after: Annotated[str, typer.Option(help="When it began, or a column of 1 and 0.")],
    errors: Annotated[Spread, typer.Option(help="Where the interval comes from.")] = "placebo",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Beside a mixture of the others.")] = False,
) -> None:
    """Tell whether a place changed more than others."""
    frame = frame_of(file)
    keys = {"outcome": outcome, "unit": unit, "time": time}
    if synthetic:
        mixed = estimates.synthetic_control(frame, **keys, treated_unit=treated, start=point(after))
        rows = [("effect", *digits(mixed.estimate, mixed.low, mixed.high))]
        tell(("", "estimate", "low", "high"), rows, "")
        tell(("place", "weight"), [(name, f"{weight:.3f}") for name, weight in mixed.weights.items()], "")
        say(f"rank {mixed.rank} of {len(mixed.placebos) + 1} places by its gap after over its gap before")
        return
    since = after if after in frame.columns else point(after)
    found = estimates.difference_in_differences(frame, **keys, treated=treated, after=since, errors=errors)
    tell(("", "estimate", "low", "high"), [("difference", *digits(found.estimate, found.low, found.high))], "")
    say(f"{found.treated} treated, {found.comparison} to compare with, {found.dropped} rows left out; 95% interval")


@estimate.command()
def chart(
    file: File,
    value: Annotated[str, typer.Option(help="The column with the figures.")],
    time: Annotated[str, typer.Option(help="The column with days, months or numbers.")],
    denominator: Annotated[Text, typer.Option(help="A column that the figures are over.")] = None,
    rebase: Annotated[list[str] | None, typer.Option(help="Compute limits anew from here; may be given again.")] = None,
) -> None:
    """Tell whether something special happened in a run of months."""
    starts = [point(one) for one in rebase or ()]
    found = estimates.control_chart(frame_of(file), value=value, time=time, denominator=denominator, rebase=starts)
    say(f"{found.verdict}: {len(found.times)} points, middle {digits(found.estimate)[0]}, "
        f"limits {' to '.join(digits(found.low, found.high))}")  # fmt: skip
    rows = [(str(one.time), digits(one.value)[0], one.side, str(one.rule)) for one in found.special]
    tell(("when", "value", "side", "rule"), rows, "no point stands out")


def digits(*numbers: float | None) -> tuple[str, ...]:
    """Return numbers as they are printed, six significant digits."""
    return tuple("none" if one is None else f"{one:.6g}" for one in numbers)
