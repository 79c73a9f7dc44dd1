"""A chart as Vega: Vega-Lite is compiled here once for each shape, not by every browser for every chart."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

VERSION = "6.4"
"""The Vega-Lite whose Vega the page's own program draws: that program holds Vega 6."""

SIZED = {"autosize": {"type": "fit", "contains": "padding"}, "width": 640}
"""What Streamlit asks of a chart that has no say in it; the browser puts the width that there is."""

ROWS = "source"
"""The name under which Streamlit hands a chart its rows."""

OUTER = {"$schema", "autosize", "background", "padding", "width", "height", "config"}
INNER = {"style", "data", "scales", "axes", "marks"}
WHOLE = {"width": {"signal": "width"}, "height": {"signal": "height"}}


def compiled(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a Vega-Lite spec without its rows as Vega; one that measures itself or has a legend stays as it is."""
    return _compiled(json.dumps(spec)) or spec


@lru_cache(maxsize=256)
def _compiled(spec: str) -> dict[str, Any] | None:
    return held(compiler().vegalite_to_vega(SIZED | told(json.loads(spec)), vl_version=VERSION))


def told(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec whose marks say what they encode where they have no words of their own, as in Streamlit's theme."""
    config = spec.get("config", {})
    return {**spec, "config": {**config, "mark": {"tooltip": True, **config.get("mark", {})}}}


@cache
def compiler() -> Any:
    """Return vl-convert; it is large, so it is loaded by the first who asks."""
    import vl_convert  # noqa: PLC0415 (not every process draws)

    return vl_convert


def held(vega: dict[str, Any]) -> dict[str, Any] | None:
    """Return Vega with everything but its rows in a group as large as the view, None where that would change it.

    Streamlit takes a list of data for the rows themselves; Vega takes a single one without a list, and a group's own.
    """
    data = {one["name"]: one for one in vega["data"]}
    if set(vega) - OUTER - INNER or ROWS not in data:
        return None
    rows = data.pop(ROWS)
    inner = {key: part for key, part in vega.items() if key in INNER} | {"data": list(data.values())}
    outer = {key: part for key, part in vega.items() if key in OUTER}
    return outer | {"data": rows, "marks": [{"type": "group", "encode": {"update": WHOLE}, **inner}]}
