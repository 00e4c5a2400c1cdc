"""Batch statistics by chance: theory, simulation, and what is refused."""

import numpy as np
import pytest
from scipy.stats import chi

from course_lib.normalization import expected_noise, statistic_noise


@pytest.mark.parametrize("n", [2, 3, 8, 64, 1000])
@pytest.mark.parametrize("sigma", [1.0, 2.5])
def test_theory_is_that_of_the_chi_distribution(n, sigma):
    noise = expected_noise(n, sigma=sigma)
    assert noise.mean == pytest.approx(sigma / n**0.5)
    root = chi(n - 1, scale=sigma / (n - 1) ** 0.5)  # the distribution of a sample's standard deviation
    assert noise.deviation == pytest.approx(root.std(), rel=1e-6)
    fourth = root.moment(4)
    assert noise.variance == pytest.approx((fourth - sigma**4) ** 0.5, rel=1e-5)


@pytest.mark.parametrize("n", [2, 5, 32])
def test_simulation_tends_to_theory(n):
    values = 3 * np.random.default_rng(1).normal(size=200_000)
    drawn, expected = statistic_noise(values, n, 40_000, seed=2), expected_noise(n, sigma=3.0)
    assert drawn.means.std() == pytest.approx(expected.mean, rel=0.03)
    assert drawn.variances.std() == pytest.approx(expected.variance, rel=0.05)
    assert np.sqrt(drawn.variances).std() == pytest.approx(expected.deviation, rel=0.03)
    assert drawn.variances.mean() == pytest.approx(9, rel=0.02)  # divided by n - 1: right on average


def test_the_seed_fixes_the_batches():
    values = np.arange(50.0)
    one, same, other = (statistic_noise(values, 4, 10, seed=seed).means for seed in (0, 0, 1))
    assert (one == same).all()
    assert (one != other).any()
    assert set(statistic_noise([7.0], 3, 5).means) == {7.0}


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: statistic_noise([1.0, 2], 1, 5), ValueError, "`batch_size` must be at least 2, got 1"),
        (lambda: statistic_noise([1.0, 2], 2, 0), ValueError, "`draws` must be at least 1, got 0"),
        (lambda: statistic_noise([[1.0]], 2, 5), ValueError, r"`values` must have shape \(samples,\), got \(1, 1\)"),
        (lambda: statistic_noise([], 2, 5), ValueError, r"`values` must not be empty, got shape \(0,\)"),
        (lambda: statistic_noise([np.nan], 2, 5), ValueError, "`values` must be finite, got nan"),
        (lambda: expected_noise(1), ValueError, "`batch_size` must be at least 2, got 1"),
        (lambda: expected_noise(2, sigma=0.0), ValueError, "`sigma` must be positive, got 0.0"),
        (lambda: expected_noise(2.5), TypeError, "`batch_size` must be an integer, got 2.5"),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
