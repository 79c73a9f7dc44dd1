"""The command line: `python -m lead_metrics …`, also installed as `lead-metrics`."""

from __future__ import annotations

import os
import sys

import typer

from lead_metrics.commands import (
    accounts,
    choices,
    deliveries,
    estimate,
    figures,
    operations,
    reasons,
    releases,
    sample,
)
from lead_metrics.errors import LeadError

DEBUG = "--debug"
DEFECT = "this is a defect of ours; run it again with --debug where nobody else reads along, and report what it says"

app = typer.Typer(
    name="lead-metrics", help="LEAD Metrics: from files to a release that a dashboard shows.", no_args_is_help=True,
    add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip
for group in (sample, deliveries, releases, reasons, choices, figures, estimate, operations, accounts):
    group.register(app)


@app.callback()
def options(debug: bool = typer.Option(False, DEBUG, help="Show where an error comes from.")) -> None:
    """Read the options of every command."""


def main() -> None:
    """Run the command line: one line for an error, its exit code, and no traceback unless --debug."""
    # Taken wherever it stands, so that it can be added at the end of a line that went wrong.
    arguments = [given for given in sys.argv[1:] if given != DEBUG]
    debug = len(arguments) + 1 < len(sys.argv)
    try:
        app(arguments, prog_name="lead-metrics")
    except LeadError as error:
        if debug:
            raise
        stop(str(error), error.exit_code)
    except BrokenPipeError:
        # Whoever read along has gone, as `head` does; the interpreter must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception:
        if debug:
            raise
        stop(DEFECT, 1)


def stop(line: str, code: int) -> None:
    """Say why on standard error, in one line, and end with this exit code."""
    sys.stderr.write(f"lead-metrics: {' '.join(line.split())}\n")
    raise SystemExit(code)


if __name__ == "__main__":
    main()
