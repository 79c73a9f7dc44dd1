"""A warm rerun of the home page over the websocket, beside an empty script served and tuned in the same way.

Run: python -m bench.home. Needs a released sample where the settings point. Prints medians for docs/performance.md.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from lead_metrics.settings import ROOT
from tests.browser.serving import Server, rerun, serve, stream

RERUNS = 40
EMPTY = '"""Serve an empty script."""\n\nimport streamlit as st\n\napp = st.App({path!r})\n'


def reruns(server: Server) -> list[float]:
    """Return the milliseconds of warm reruns."""
    with stream(server, {}) as socket:
        rerun(socket)
        return [_once(socket) for _ in range(RERUNS)]


def _once(socket: object) -> float:
    start = time.perf_counter()
    rerun(socket)  # type: ignore[arg-type]
    return (time.perf_counter() - start) * 1000


def empty(folder: Path) -> tuple[str, ...]:
    """Return the command that serves an empty script with the dashboard's own settings."""
    (folder / "nothing.py").write_text('"""Nothing."""\n', encoding="utf-8")
    (folder / "app.py").write_text(EMPTY.format(path=str(folder / "nothing.py")), encoding="utf-8")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    return ("-m", "streamlit", "run", str(folder / "app.py"), "--server.port")


def main() -> None:
    """Serve both, one after the other, and print the medians."""
    medians = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, command in (("empty script", empty(folder)), ("home page", None)):
            log = folder / f"{what}.log"
            with serve({}, log, command) if command else serve({}, log) as server:
                medians[what] = statistics.median(reruns(server))
    for what, milliseconds in medians.items():
        print(f"| {what} | {milliseconds:.1f} | {milliseconds / medians['empty script']:.1f} |")


if __name__ == "__main__":
    main()
