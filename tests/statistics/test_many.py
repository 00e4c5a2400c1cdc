"""Corrections for many tests, against SciPy, statsmodels, Hochberg's own example and simulation."""

import re
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from course_lib.statistics import benjamini_hochberg, bonferroni, family_wise_error, holm

METHODS = {"bonferroni": bonferroni, "holm": holm, "fdr_bh": benjamini_hochberg}
# Benjamini & Hochberg (1995), sec. 4.1: fifteen endpoints of a trial on thrombolysis.
ENDPOINTS = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]


def nasty(rng):
    """Rows of p-values: one test, ties, 0 and 1, all alike, none small, drawn ones."""
    yield from ([0.03], [0.0], [1.0], [0.5, 0.5, 0.5], [0.0, 1.0, 0.0, 1.0], [0.05] * 4, [1.0] * 3, [0.0] * 3)
    yield [1e-300, 0.049999, 0.05, 0.050001]
    for size in (2, 5, 30, 200):
        yield rng.random(size)
        yield np.round(rng.random(size) ** 4, 2)  # many ties, many zeros


@pytest.mark.parametrize("name", METHODS)
def test_corrections_are_statsmodels(rng, name, monkeypatch):
    monkeypatch.setattr("gc.collect", lambda: 0)  # statsmodels collects garbage in every call of Holm: 0.1 s each
    for p, alpha in product(nasty(rng), (1e-6, 0.05, 0.3, 0.999)):
        rejected, adjusted, _, _ = multipletests(p, alpha=alpha, method=name)
        ours = METHODS[name](p, alpha=alpha)
        assert_allclose(ours.p_values, adjusted, rtol=1e-12)
        # Where an adjusted value is alpha on paper, the last digit decides, here and there.
        clear = np.abs(adjusted - alpha) > 1e-12
        assert_array_equal(ours.rejected[clear], rejected[clear])


def test_benjamini_hochberg_is_scipys(rng):
    for p in nasty(rng):
        assert_allclose(benjamini_hochberg(p).p_values, false_discovery_control(p), rtol=1e-12)


def test_the_example_of_benjamini_and_hochberg():
    # The paper: Bonferroni finds three, the false discovery rate at 0.05 finds four.
    assert [int(method(ENDPOINTS).rejected.sum()) for method in METHODS.values()] == [3, 3, 4]


def test_a_later_p_value_can_carry_an_earlier_one():
    p = [0.04, 0.045, 0.049]
    assert benjamini_hochberg(p).rejected.tolist() == [True] * 3  # only the last is below its own line
    assert holm(p).rejected.tolist() == [False] * 3
    assert benjamini_hochberg(p).p_values == pytest.approx([0.049] * 3)
    assert holm([0.01, 0.9, 0.02]).p_values == pytest.approx([0.03, 0.9, 0.04])


def test_a_p_value_of_alpha_is_rejected():
    for method in METHODS.values():
        assert method([0.05]).rejected.tolist() == [True]
        assert method([0.3, 0.025], alpha=0.05).rejected.tolist() == [False, True]


def test_the_order_given_is_kept(rng):
    for method in METHODS.values():
        p, order = rng.random(20) ** 3, rng.permutation(20)
        assert_allclose(method(p[order]).p_values, method(p).p_values[order])
        assert_array_equal(method(p[order]).rejected, method(p).rejected[order])


def test_each_method_finds_what_the_one_before_finds(rng):
    for p in nasty(rng):
        found = [method(p, alpha=0.2).rejected for method in METHODS.values()]
        assert (found[0] <= found[1]).all()
        assert (found[1] <= found[2]).all()


def test_the_family_wise_error():
    assert family_wise_error(0.05, 1) == pytest.approx(0.05)
    assert family_wise_error(0.05, 20) == pytest.approx(1 - 0.95**20)
    assert family_wise_error(0.05, 0) == 0
    assert family_wise_error(1e-18, 1000) == pytest.approx(1e-15, rel=1e-9, abs=0)  # 1 - (1 - 1e-18)^1000 would be 0
    assert_allclose(family_wise_error([[0.01], [0.05]], [2, 3]), [[0.0199, 0.029701], [0.0975, 0.142625]])


def test_what_is_promised_is_kept(rng):
    p = rng.random((4000, 10))  # ten true nulls
    assert abs((p <= 0.05).any(axis=1).mean() - family_wise_error(0.05, 10)) < 0.025
    for method in METHODS.values():
        alarms = np.mean([method(row).rejected.any() for row in p])
        assert alarms < 0.05 + 3 * (0.05 * 0.95 / 4000) ** 0.5


@pytest.mark.parametrize("method", METHODS.values())
def test_rejections(method):
    with pytest.raises(ValueError, match=re.escape("`p_values` must not be empty, got shape (0,)")):
        method([])
    for bad in (-0.01, 1.01, np.nan):
        with pytest.raises(ValueError, match=f"`p_values` must lie between 0 and 1, got {bad}"):
            method([0.5, bad])
    with pytest.raises(ValueError, match=re.escape("`p_values` must be one row of numbers, got shape (1, 2)")):
        method([[0.5, 0.5]])
    with pytest.raises(ValueError, match=re.escape("must be one row of numbers, got shape ()")):
        method(0.5)
    for alpha in (0, 1):
        with pytest.raises(ValueError, match="`alpha` must lie between 0 and 1, both excluded"):
            method([0.5], alpha=alpha)


def test_rejections_of_the_family():
    with pytest.raises(ValueError, match="`tests` must be at least 0, got -1"):
        family_wise_error(0.05, -1)
    with pytest.raises(TypeError, match=re.escape("`tests` must hold whole numbers, got 1.5")):
        family_wise_error(0.05, 1.5)
    with pytest.raises(ValueError, match="`alpha` must lie between"):
        family_wise_error(1.0, 2)
