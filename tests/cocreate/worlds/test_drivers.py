import numpy as np
import pytest

from cocreate.errors import OptionError
from cocreate.worlds import driver_survey


def test_the_truth_adds_up():
    world = driver_survey(10)
    assert sum(world.importance.values()) == pytest.approx(world.r_squared)
    assert min(world.importance.values()) > 0


def test_answers_are_drawn_from_it():
    world = driver_survey(200_000, r_squared=0.4, rng=3)
    x = np.column_stack([world.table[name] for name in world.drivers])
    assert np.corrcoef(x.T)[0, 1] == pytest.approx(0.4, abs=0.01)
    slopes, residual, *_ = np.linalg.lstsq(x - 7, world.table["overall"] - 7)
    assert slopes == pytest.approx([0.5, 0.3, 0.15, 0.0, 0.05], abs=0.01)
    assert 1 - residual[0] / len(x) / world.table["overall"].var() == pytest.approx(0.4, abs=0.01)


def test_uncorrelated_drivers_share_by_the_squares_of_their_weights():
    world = driver_survey(10, weights=(0.6, 0.3), correlation=0.0, r_squared=0.45)
    assert list(world.importance.values()) == pytest.approx([0.36, 0.09])


def test_gaps_are_as_many_as_asked():
    world = driver_survey(20_000, gaps=0.2)
    assert np.isnan(world.table["aspect_1"]).mean() == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("options", [{"weights": []}, {"correlation": 1.0}, {"r_squared": 0}, {"gaps": 1}])
def test_options_out_of_range(options):
    with pytest.raises(OptionError):
        driver_survey(10, **options)
