"""The square wave of `00_start_here`: the numbers that its text states."""

import numpy as np
import pytest
from scipy.special import sici

from course_lib.kit.explorer.example import SquareWave, square_wave_partial_sum


def test_one_term_is_four_over_pi_times_a_sine():
    x = np.linspace(-3, 3, 50)
    np.testing.assert_allclose(square_wave_partial_sum(x, 1), 4 / np.pi * np.sin(x))


@pytest.mark.parametrize("terms", [1, 2, 5, 10, 40])
def test_the_overshoot_is_the_highest_point_of_the_sum(terms):
    x = np.linspace(0, np.pi, 40_001)
    highest = square_wave_partial_sum(x, terms).max() - 1
    assert SquareWave(terms=terms).result.overshoot == pytest.approx(highest, abs=1e-6)


@pytest.mark.parametrize(("terms", "said"), [(1, "0.273"), (5, "0.182"), (20, "0.179"), (40, "0.179")])
def test_the_overshoot_stays_as_the_text_says(terms, said):
    assert f"overshoot is {said} of the half height" in SquareWave(terms=terms).finding


def test_the_overshoot_tends_to_the_constant_of_wilbraham_and_gibbs():
    limit = 2 / np.pi * sici(np.pi)[0] - 1  # 0.17898
    assert SquareWave(terms=40).result.overshoot == pytest.approx(limit, abs=1e-4)


def test_a_phase_shifts_the_wave_and_leaves_the_overshoot():
    still, moved = SquareWave(terms=7).result, SquareWave(terms=7, phase=2.0).result
    assert moved.overshoot == still.overshoot
    np.testing.assert_allclose(moved.partial, square_wave_partial_sum(moved.x + 2.0, 7))
