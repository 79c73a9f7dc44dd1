"""How the writing side's log is written: for a person, or one JSON object a line."""

from __future__ import annotations

import logging

import structlog

from lead_metrics.settings import settings


def configure() -> None:
    """Set level and form as LEAD_LOG_LEVEL and LEAD_LOG_FORMAT say."""
    wanted = settings()
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    plain, machine = structlog.dev.ConsoleRenderer(colors=False), structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[structlog.processors.add_log_level, stamp, machine if wanted.log_format == "json" else plain],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(wanted.log_level)),
    )
