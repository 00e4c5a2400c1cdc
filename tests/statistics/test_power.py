"""Power, errors and sample sizes, against statsmodels, SciPy, quadrature and Cohen's tables."""

import re
from itertools import pairwise, product
from math import comb

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from scipy.integrate import quad
from statsmodels.stats.power import NormalIndPower, TTestIndPower, TTestPower

from course_lib.statistics import error_rates, sample_size, simulated_power, t_power, z_power
from course_lib.statistics.tails import rejection_region

ALTERNATIVES = ("two-sided", "greater", "less")
STATSMODELS = {"two-sided": "two-sided", "greater": "larger", "less": "smaller"}
ALPHAS = (1e-6, 0.05, 0.5, 0.999)
EFFECTS = (-2.0, -0.3, 0.0, 0.01, 0.5, 5.0)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_z_power_is_statsmodels(alternative):
    for effect, n, alpha in product(EFFECTS, (1, 2, 25, 1000), ALPHAS):
        options = dict(alpha=alpha, alternative=STATSMODELS[alternative])
        # statsmodels: two samples, the second with `ratio` times as many; 0 means there is none.
        one, two = (NormalIndPower().power(effect, n, ratio=ratio, **options) for ratio in (0, 1))
        assert_allclose(z_power(effect, n, alpha=alpha, alternative=alternative), one, rtol=1e-9, atol=1e-14)
        ours = z_power(effect, n, alpha=alpha, alternative=alternative, kind="two-sample")
        assert_allclose(ours, two, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_t_power_is_statsmodels(alternative):
    for effect, n, alpha in product(EFFECTS, (2, 3, 25, 1000), ALPHAS):
        options = dict(alpha=alpha, alternative=STATSMODELS[alternative])
        one = TTestPower().power(effect, n, **options)
        two = TTestIndPower().power(effect, n, **options)
        # Where SciPy's noncentral t has no answer, statsmodels has none either.
        for theirs, kind in ((one, "one-sample"), (two, "two-sample")):
            ours = t_power(effect, n, alpha=alpha, alternative=alternative, kind=kind)
            assert 0 <= ours <= 1
            if not np.isnan(theirs):
                assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9)


def noncentral_above(degrees, shift, t):
    """P(T > t) as an integral over the estimated spread: slow, and never nan."""

    def at(s):  # s = chi / sqrt(degrees)
        return stats.norm.sf(t * s - shift) * stats.chi.pdf(s * degrees**0.5, degrees) * degrees**0.5

    peak = (1 - 1 / degrees) ** 0.5
    width = 1 / (2 * degrees) ** 0.5
    edges = {max(peak + k * width, 0) for k in (-12, -3, 0, 3, 12)}
    edges = sorted(edges | {min(max((shift + k) / t, 0), max(edges)) for k in (-9, 0, 9)})  # where the curve is steep
    return sum(quad(at, a, b, epsabs=1e-14)[0] for a, b in pairwise(edges))


def test_t_power_where_scipy_has_no_answer():
    cases = [
        (5, 4, 1e-6),
        (3, 11, 1e-6),
        (2, 61, 0.45),
        (-3, 11, 0.05),
        (-0.5, 400, 1e-4),
        (-5, 4, 1e-6),
        (-7, 4, 0.01),
    ]
    for effect, n, alpha in cases:
        cut = rejection_region(alpha, alternative="greater", degrees=n - 1).high
        ours = t_power(effect, n, alpha=alpha, alternative="greater")
        slow = noncentral_above(n - 1, effect * n**0.5, cut)
        assert_allclose(ours, slow, atol=1e-9)
        both = slow + noncentral_above(n - 1, -effect * n**0.5, cut)
        assert_allclose(t_power(effect, n, alpha=2 * alpha), both, atol=1e-9)
    assert t_power(6, 2, alpha=1e-6, alternative="less") == pytest.approx(0, abs=1e-12)
    for effect, n in ((8, 3), (4, 4), (-8, 3)):  # a cut on the other side of 0
        cut = rejection_region(0.999, alternative="greater", degrees=n - 1).high
        slow = noncentral_above(n - 1, effect * n**0.5, cut)
        assert t_power(effect, n, alpha=0.999, alternative="greater") == pytest.approx(slow, abs=1e-9)
    many = t_power(np.linspace(-20, 20, 401)[:, None], np.arange(2, 60), alternative="less")
    assert ((many >= 0) & (many <= 1)).all()


def test_power_by_hand():
    # z = 0.5 * sqrt(25) = 2.5 standard errors; the cut is at 1.96: power Phi(0.54) and a little on the other side.
    assert z_power(0.5, 25) == pytest.approx(0.70541, abs=1e-5)
    assert z_power(1.0, 25, sigma=2) == z_power(0.5, 25)
    assert z_power(0.5, 50, kind="two-sample") == pytest.approx(z_power(0.5, 25))
    assert z_power(0.5, 25, alternative="less") == pytest.approx(1.70e-5, rel=0.01)
    assert z_power(-0.5, 25, alternative="less") == z_power(0.5, 25, alternative="greater")


def test_without_an_effect_the_power_is_alpha_whatever_n():
    for alternative, alpha in product(ALTERNATIVES, ALPHAS):
        n = np.array([2, 10, 1000, 10**6])
        assert_allclose(z_power(0, n, alpha=alpha, alternative=alternative), alpha, rtol=1e-9)
        assert_allclose(t_power(0, n, alpha=alpha, alternative=alternative), alpha, rtol=1e-6)


def test_t_power_becomes_z_power():
    for alternative in ALTERNATIVES:
        assert t_power(0.005, 10**6, alternative=alternative) == pytest.approx(
            z_power(0.005, 10**6, alternative=alternative), abs=1e-6
        )
    assert t_power(0.5, 10) < z_power(0.5, 10)  # the spread must be estimated


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_errors_fit_together(alternative):
    for effect, n, sigma, alpha in product((-1.0, 0.0, 0.5, 9.0), (1, 30), (0.5, 2.0), ALPHAS):
        result = error_rates(effect, n, sigma=sigma, alpha=alpha, alternative=alternative)
        assert result.alpha == alpha
        assert result.beta + result.power == pytest.approx(1)
        assert result.power == z_power(effect, n, sigma=sigma, alpha=alpha, alternative=alternative)
        assert result.standard_error == pytest.approx(sigma / n**0.5)
        mean = stats.norm(effect, result.standard_error)  # the mean of n observations
        kept = mean.cdf(result.cuts.high) - mean.cdf(result.cuts.low)
        assert result.beta == pytest.approx(kept, abs=1e-12)


def test_a_small_beta_keeps_its_digits():
    assert error_rates(2, 100, alternative="greater").beta == pytest.approx(
        stats.norm.cdf(1.6448536269514722 - 20), rel=1e-9, abs=0
    )
    assert error_rates(-2, 100).beta == pytest.approx(error_rates(2, 100).beta, rel=1e-12, abs=0)


def test_arrays_broadcast():
    assert z_power([[0.2], [0.5]], [5, 10, 20]).shape == (2, 3)
    assert t_power(0.3, np.arange(2, 12, dtype=np.uint8), kind="two-sample").shape == (10,)
    # 2 * (200 - 1) does not fit into 8 bits.
    assert t_power(0.3, np.uint8(200), kind="two-sample") == t_power(0.3, 200, kind="two-sample")
    assert error_rates(0.5, np.array([4, 16]), alpha=0.05).cuts.high.shape == (2,)
    assert isinstance(z_power(0.5, 25), float)
    assert isinstance(t_power(0.5, 25), float)


def test_the_closed_form_is_what_simulations_find():
    for test, rule, n in (("z", z_power, 10), ("t", t_power, 5)):
        for alternative in ALTERNATIVES:
            rate, error = simulated_power(0.6, n, studies=20_000, seed=5, alternative=alternative, test=test)
            assert abs(rate - rule(0.6, n, alternative=alternative)) < 4 * error


@pytest.mark.parametrize(
    "effect, power, n",
    # Cohen (1988), table 2.4.1 (two groups, alpha 0.05 two-sided): n in each group.
    [(0.2, 0.8, 394), (0.5, 0.8, 64), (0.8, 0.8, 26), (0.5, 0.9, 86), (0.2, 0.9, 527), (0.8, 0.95, 42)],
)
def test_sample_sizes_are_cohens(effect, power, n):
    # He rounded in three places from approximations; the exact answer is within one.
    assert abs(sample_size(effect, power=power, kind="two-sample") - n) <= 1


def test_sample_sizes_by_the_formula():
    # 2 (1.95996 + 0.84162)^2 / 0.25 = 62.79
    assert sample_size(0.5, kind="two-sample", test="z") == 63
    assert sample_size(0.5, kind="two-sample") == 64
    assert sample_size(0.5, alternative="greater", test="z") == 25  # (1.64485 + 0.84162)^2 / 0.25 = 24.73
    assert sample_size(-0.5, alternative="less", test="z") == 25
    assert sample_size(50) == 2
    assert sample_size(100, test="z") == 1
    assert sample_size(0.001, test="z", alternative="greater") == 6_182_558  # 2.4864749^2 / 1e-6


@pytest.mark.parametrize("test", ["t", "z"])
def test_the_sample_size_is_the_smallest(test):
    rule = t_power if test == "t" else z_power
    for effect, power, alpha, alternative, kind in product(
        (0.05, 0.5, 3.0), (0.03, 0.5, 0.999), (0.01, 0.5), ("two-sided", "greater"), ("one-sample", "two-sample")
    ):
        options = dict(alpha=alpha, alternative=alternative, kind=kind)
        n = sample_size(effect, power=power, test=test, **options)
        assert rule(effect, n, **options) >= power
        smallest = 2 if test == "t" else 1
        assert n == smallest or rule(effect, n - 1, **options) < power


def test_sample_sizes_are_statsmodels():
    for effect, power in product((0.1, 0.4, 1.0), (0.6, 0.9)):
        theirs = TTestIndPower().solve_power(effect, power=power, alpha=0.05)
        assert sample_size(effect, power=power, kind="two-sample") == int(np.ceil(theirs))


def test_no_sample_size_suffices():
    with pytest.raises(ValueError, match=r"`effect` must not be 0, got 0: .* power stays at alpha, so no n suffices"):
        sample_size(0)
    for effect, alternative in ((-0.5, "greater"), (0.5, "less")):
        with pytest.raises(ValueError, match=re.escape(f"the side that is tested ({alternative}), got {effect}")):
            sample_size(effect, alternative=alternative)
    with pytest.raises(ValueError, match="`effect` must be large enough for n up to 1000000000, got 1e-06"):
        sample_size(1e-6)


def test_rejections():
    for rule, smallest in ((z_power, 1), (t_power, 2)):
        with pytest.raises(ValueError, match=f"`n` must be at least {smallest}, got {smallest - 1}"):
            rule(0.5, smallest - 1)
        with pytest.raises(TypeError, match=re.escape("`n` must hold whole numbers, got 2.5")):
            rule(0.5, 2.5)
        with pytest.raises(ValueError, match="`n` must not be empty"):
            rule(0.5, np.array([], int))
        with pytest.raises(ValueError, match="`effect` must be finite"):
            rule(np.nan, 5)
        with pytest.raises(
            ValueError, match="`kind` must be one of one-sample, two-sample, got 'two-samples'; did you"
        ):
            rule(0.5, 5, kind="two-samples")
        with pytest.raises(ValueError, match=r"`alpha` must lie between 0 and 1, both excluded, got 0\.0"):
            rule(0.5, 5, alpha=0)
        with pytest.raises(ValueError, match="`alternative` must be one of"):
            rule(0.5, 5, alternative="bigger")
    with pytest.raises(ValueError, match=re.escape("`sigma` must be positive, got 0.0")):
        error_rates(0.5, 5, sigma=[1, 0])
    for name in ("effect", "power", "alpha"):
        with pytest.raises(ValueError, match=re.escape(f"`{name}` must be one number, got shape (2,)")):
            sample_size(**{"effect": 0.5, name: [0.5, 0.6]})
    for power in (0, 1, 1.2):
        with pytest.raises(ValueError, match=f"`power` must lie between 0 and 1, both excluded, got {power}"):
            sample_size(0.5, power=power)
    with pytest.raises(ValueError, match="`test` must be one of t, z, got 'f'"):
        sample_size(0.5, test="f")


def test_the_coin_is_no_normal():
    """The discrete test's rate is not the closed form's alpha: why `actual_level` exists."""
    assert sum(comb(10, k) for k in (0, 1, 9, 10)) / 1024 < z_power(0, 10)
