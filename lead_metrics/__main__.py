"""The command line: `python -m lead_metrics …`, also installed as `lead-metrics`."""

from __future__ import annotations

import sys

import typer

from lead_metrics.commands import accounts, deliveries, figures, operations, releases, sample
from lead_metrics.errors import LeadError

app = typer.Typer(
    name="lead-metrics", help="LEAD Metrics: from files to a release that a dashboard shows.", no_args_is_help=True,
    add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip
for group in (sample, deliveries, releases, figures, operations, accounts):
    group.register(app)


@app.callback()
def options(debug: bool = typer.Option(False, "--debug", help="Show where an error comes from.")) -> None:
    """Read the options of every command."""


def main() -> None:
    """Run the command line: one line for an error, its exit code, and no traceback unless --debug."""
    debug = "--debug" in sys.argv
    try:
        app()
    except LeadError as error:
        if debug:
            raise
        _stop(str(error), error.exit_code)
    except BrokenPipeError:
        _stop("", 0)
    except Exception:
        if debug:
            raise
        _stop("this is a defect of ours; run it again with --debug where nobody else reads along, and report it", 1)


def _stop(line: str, code: int) -> None:
    if line:
        sys.stderr.write(f"lead-metrics: {line}\n")
    raise SystemExit(code)


if __name__ == "__main__":
    main()
