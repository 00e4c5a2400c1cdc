"""Base rates and predictive values: hand values, Bayes by counting, simulation."""

import re
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib.statistics import false_findings, natural_frequencies, predictive_values


def test_false_findings_by_hand():
    # Of 1000 studies 100 are real: 80 are found, and 5 % of 900 are 45 false alarms. 45/125 = 0.36.
    assert false_findings(0.1) == pytest.approx(45 / 125)
    assert false_findings(0) == 1
    assert false_findings(1) == 0
    assert false_findings(0.5, alpha=0.05, power=0.05) == 0.5
    assert false_findings(0.3, power=0) == 1
    # Ioannidis (2005), PPV = (1 - beta) R / (R - beta R + alpha) with odds R = 1 and power 0.8: 0.8/0.85.
    assert false_findings(0.5) == pytest.approx(1 - 0.8 / 0.85)


def test_false_findings_are_one_minus_the_positive_predictive_value():
    for rate, alpha, power in product((0.01, 0.3, 0.99), (1e-6, 0.05, 0.9), (0.1, 1.0)):
        values = predictive_values(rate, sensitivity=power, specificity=1 - alpha)
        assert false_findings(rate, alpha=alpha, power=power) == pytest.approx(1 - values.positive, abs=1e-9)


def test_a_simulation_finds_the_same(rng):
    real = rng.random(200_000) < 0.1
    found = np.where(real, rng.random(200_000) < 0.8, rng.random(200_000) < 0.05)
    assert (~real)[found].mean() == pytest.approx(false_findings(0.1), abs=0.01)


def test_predictive_values_by_counting():
    for rate, sensitivity, specificity in product((0.01, 0.2, 0.5), (0.5, 0.9, 1.0), (0.6, 0.97)):
        ill, well = round(10_000 * rate), 10_000 - round(10_000 * rate)
        a, b = ill * sensitivity, well * (1 - specificity)
        c, d = ill * (1 - sensitivity), well * specificity
        values = predictive_values(rate, sensitivity=sensitivity, specificity=specificity)
        assert values == (pytest.approx(a / (a + b)), pytest.approx(d / (c + d)))


def test_the_ends():
    assert predictive_values(0, sensitivity=0.9, specificity=0.9) == (0, 1)
    assert predictive_values(1, sensitivity=0.9, specificity=0.9) == (1, 0)
    assert predictive_values(0.3, sensitivity=1, specificity=1) == (1, 1)
    assert predictive_values(0.3, sensitivity=0.4, specificity=0.6) == (pytest.approx(0.3), pytest.approx(0.7))


def test_arrays_broadcast():
    rates = np.linspace(0.01, 0.5, 5)
    values = predictive_values(rates, sensitivity=[[0.5], [0.9]], specificity=0.9)
    assert values.positive.shape == (2, 5)
    assert (np.diff(values.positive) > 0).all()
    assert_allclose(false_findings(rates, alpha=[[0.01], [0.05]])[1], false_findings(rates))


def test_natural_frequencies():
    assert natural_frequencies(1000, 0.01, sensitivity=0.9, specificity=0.97) == (9, 1, 30, 960)
    assert natural_frequencies(1000, 0, sensitivity=0.9, specificity=1) == (0, 0, 0, 1000)
    assert natural_frequencies(1, 0.5, sensitivity=0.5, specificity=0.5) == (1, 0, 0, 0)  # halves go up
    assert natural_frequencies(100, 0.285, sensitivity=1, specificity=1).ill_positive == 29
    for people, rate, share in product((1, 7, 1000), (0, 0.013, 0.5, 1), (0, 0.333, 1)):
        counts = natural_frequencies(people, rate, sensitivity=share, specificity=share)
        assert sum(counts) == people
        assert min(counts) >= 0
        assert abs(counts.ill_positive + counts.ill_negative - people * rate) <= 0.5 + 1e-9


def test_rejections():
    with pytest.raises(ValueError, match=re.escape("`base_rate` must lie between 0 and 1, got 1.5")):
        false_findings(1.5)
    with pytest.raises(ValueError, match=re.escape("`power` must lie between 0 and 1, got -0.1")):
        false_findings(0.5, power=-0.1)
    with pytest.raises(ValueError, match="`alpha` must lie between 0 and 1, both excluded"):
        false_findings(0.5, alpha=0)
    with pytest.raises(ValueError, match="`power` must be above 0 where `base_rate` is 1, got 0: no result would ever"):
        false_findings(1, power=0)
    for name in ("sensitivity", "specificity"):
        for bad in (np.nan, 2):
            shares = {"sensitivity": 0.5, "specificity": 0.5, name: bad}
            with pytest.raises(ValueError, match=f"`{name}` must lie between 0 and 1, got {float(bad)}"):
                predictive_values(0.5, **shares)
            with pytest.raises(ValueError, match=f"`{name}` must lie between 0 and 1, got {float(bad)}"):
                natural_frequencies(10, 0.5, **shares)
    with pytest.raises(ValueError, match=r"`base_rate` must let some test be positive, got base_rate=0\.0 with"):
        predictive_values(0, sensitivity=0.9, specificity=1)
    with pytest.raises(ValueError, match=r"`base_rate` must let some test be negative, got base_rate=1\.0 with"):
        predictive_values(1, sensitivity=1, specificity=0.5)
    with pytest.raises(TypeError, match=re.escape("`people` must be an integer, got 10.0")):
        natural_frequencies(10.0, 0.5, sensitivity=1, specificity=1)
    with pytest.raises(ValueError, match="`people` must be at least 1, got 0"):
        natural_frequencies(0, 0.5, sensitivity=1, specificity=1)
