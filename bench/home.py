"""A warm rerun of the home page over the websocket, beside an empty script served and tuned in the same way."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from lead_metrics.settings import ROOT
from tests.browser.serving import Server, rerun, serve, stream
from tests.sampled import released

WARM, RERUNS = 10, 60
EMPTY = '"""Serve an empty script."""\n\nimport streamlit as st\n\napp = st.App({path!r})\n'


def main() -> None:
    """Serve both, one after the other, and print a line of milliseconds for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serve({}, folder / "empty.log", empty(folder)) as server:
            tell("empty script", reruns(server))
        with serve(released(folder).environment, folder / "home.log") as server:
            tell("home page", reruns(server))


def empty(folder: Path) -> tuple[str, ...]:
    """Return the command that serves an empty script with the dashboard's own settings."""
    (folder / "nothing.py").write_text('"""Nothing."""\n', encoding="utf-8")
    (folder / "app.py").write_text(EMPTY.format(path=str(folder / "nothing.py")), encoding="utf-8")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    return ("-m", "streamlit", "run", str(folder / "app.py"), "--server.port")


def reruns(server: Server) -> list[float]:
    """Return the milliseconds of reruns over one open websocket, the first visit's own first."""
    taken = []
    with stream(server, {}) as socket:
        for _ in range(WARM + RERUNS):
            start = time.perf_counter()
            rerun(socket)
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def tell(name: str, taken: list[float]) -> None:
    """Print the first run, and median and 95th percentile of the warm ones."""
    warm = taken[WARM:]
    p95 = statistics.quantiles(warm, n=20)[-1]
    print(f"{name}: first {taken[0]:.0f} ms, warm median {statistics.median(warm):.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
