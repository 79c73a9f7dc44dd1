"""A number that carries its interval."""

import copy
import pickle

import pytest

from lead_metrics.estimates import Estimate

RATIO = Estimate(0.894, 0.864, 0.925)


def test_it_reads_as_the_number_itself():
    assert round(RATIO, 1) == 0.9
    assert RATIO == RATIO.estimate == 0.894
    assert (RATIO.low, RATIO.high) == (0.864, 0.925)
    assert repr(RATIO) == "Estimate(0.894, 0.864, 0.925)"


def test_it_never_changes():
    for name in ("low", "high", "estimate", "other"):
        with pytest.raises(AttributeError, match="does not change"):
            setattr(RATIO, name, 1.0)


def test_a_copy_keeps_its_interval():
    for made in (copy.deepcopy(RATIO), pickle.loads(pickle.dumps(RATIO))):
        assert (made, made.low, made.high) == (0.894, 0.864, 0.925)
