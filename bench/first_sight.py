"""How long until the first sentence and the last chart are seen, beside a Streamlit app of one sentence and one chart.

Run: python -m bench.first_sight [VISITS]. Both are served at once and visited in turn by one Chromium that has both in
its cache; each visit is a new page. Prints medians in milliseconds and their ratios.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.serving import serve
from tests.sampled import released

VISITS = 20
WARM = 3
PATIENCE = 120_000
ONE = '''"""Say one sentence and draw one chart."""

import polars as pl
import streamlit as st

st.title("One chart")
st.markdown('<p class="lm-sentence">One sentence.</p>', unsafe_allow_html=True)
st.line_chart(pl.DataFrame({"month": range(72), "value": [n % 12 for n in range(72)]}), x="month", y="value")
'''
SEEN = """charts => {
  const sentence = document.querySelector('.lm-sentence, .lm-answers li');
  if (sentence && !window.first) window.first = performance.now();
  const held = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
  const drawn = held.length >= charts && held.every(one => one.querySelector('svg path, canvas'));
  return drawn && window.first ? [window.first, performance.now()] : null;
}"""


def main(arguments: list[str]) -> None:
    """Visit both in turn and print what was seen when."""
    visits = int(arguments[0]) if arguments else VISITS
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        (folder / "one.py").write_text(ONE, encoding="utf-8")
        plain = ("-m", "streamlit", "run", str(folder / "one.py"), "--server.headless", "true", "--server.port")
        with (
            serve({}, folder / "one.log", plain) as one,
            serve(released(folder).environment, folder / "home.log") as home,
        ):
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            charts = {"one": 1, "home": charts_of(context, home.url)}
            urls = {"one": one.url, "home": home.url}
            taken: dict[str, list[tuple[float, float]]] = {"one": [], "home": []}
            for turn in range(WARM + visits):
                for which, url in urls.items():
                    told = visit(context, url, charts[which])
                    if turn >= WARM:
                        taken[which].append(told)
            browser.close()
    tell(taken, charts["home"])


def charts_of(context: BrowserContext, url: str) -> int:
    """Return how many charts a page ends up with."""
    page = context.new_page()
    page.goto(url, timeout=PATIENCE)
    page.wait_for_selector(".lm-end", timeout=PATIENCE)
    page.wait_for_timeout(3000)
    found = page.locator("[data-testid=stVegaLiteChart]").count()
    page.close()
    return found


def visit(context: BrowserContext, url: str, charts: int) -> tuple[float, float]:
    """Return after how many milliseconds the first sentence and the last chart were there."""
    page = context.new_page()
    page.goto(url, timeout=PATIENCE, wait_until="commit")
    seen = page.wait_for_function(SEEN, arg=charts, timeout=PATIENCE, polling="raf").json_value()
    page.close()
    return float(seen[0]), float(seen[1])


def tell(taken: dict[str, list[tuple[float, float]]], charts: int) -> None:
    """Print medians and ratios."""
    middle = {which: [statistics.median(one[n] for one in times) for n in (0, 1)] for which, times in taken.items()}
    print(f"| | one chart, ms | home ({charts} charts), ms | times |\n|---|---|---|---|")
    for n, what in enumerate(("first sentence", "last chart")):
        one, home = middle["one"][n], middle["home"][n]
        print(f"| {what} | {one:.0f} | {home:.0f} | {home / one:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
