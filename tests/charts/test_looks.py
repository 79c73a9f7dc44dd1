"""How each chart looks in each state: beside a small picture that somebody has looked at.

To accept a new look, run with LEAD_NEW_LOOKS=on, look at what changed in tests/charts/references, and commit it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.exports.picture import converter, plain
from tests.charts.specimens import SPECIMENS

REFERENCES = Path(__file__).parent / "references"
WIDTH = {"light": 360, "dark": 360, "projector": 720}
SCALE = {"light": 0.6, "dark": 0.6, "projector": 0.3}
TOLERANCE = 3
"""Of 255, the mean difference of a pixel within one block of sixteen by sixteen: other machines smooth otherwise."""


def looked(name: str, theme: ThemeName) -> Image.Image:
    """Return a specimen as a small picture."""
    one = SPECIMENS[name]
    spec = dict(one.draw(theme))
    spec |= {
        "data": {"name": "figures"}, "datasets": {**spec.get("datasets", {}), "figures": plain(one.rows)},
        "width": WIDTH[theme], "background": THEMES[theme].card,
    }  # fmt: skip
    return Image.open(io.BytesIO(converter().vegalite_to_png(spec, scale=SCALE[theme]))).convert("RGB")


def difference(a: Image.Image, b: Image.Image) -> float:
    """Return the largest mean difference of any block of two pictures of one size."""
    apart = np.abs(np.asarray(a, dtype=float) - np.asarray(b, dtype=float)).mean(axis=2)
    rows, columns = (-(-side // 16) for side in apart.shape)
    padded = np.zeros((rows * 16, columns * 16))
    padded[: apart.shape[0], : apart.shape[1]] = apart
    return float(padded.reshape(rows, 16, columns, 16).mean(axis=(1, 3)).max())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", SPECIMENS)
def test_each_chart_looks_as_it_was_accepted(name: str, theme: ThemeName) -> None:
    now, kept = looked(name, theme), REFERENCES / f"{name}-{theme}.png"
    if os.environ.get("LEAD_NEW_LOOKS") == "on":
        now.quantize(255).save(kept, optimize=True)
    before = Image.open(kept).convert("RGB")
    assert now.size == before.size
    assert difference(now, before) <= TOLERANCE


def test_a_changed_look_is_seen() -> None:
    whole, gaps = looked("trend", "light"), looked("trend-gaps", "light")
    assert difference(whole, gaps) > TOLERANCE * 4


def test_every_reference_is_of_a_chart_that_exists() -> None:
    kept = {path.stem for path in REFERENCES.glob("*.png")}
    assert kept == {f"{name}-{theme}" for name in SPECIMENS for theme in THEMES}
