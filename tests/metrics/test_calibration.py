"""Calibration: by hand, against scikit-learn, edges of bins, and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from course_lib.metrics import brier_score, calibration_error, reliability


@pytest.mark.parametrize("bins", [1, 4, 7, 20])
@pytest.mark.parametrize("power", [1, 3])
def test_scikit_learn_agrees(bins, power):
    rng = np.random.default_rng(bins)
    given = rng.random(300)
    truth = rng.random(300) < given**power
    observed, predicted = calibration_curve(truth, given, n_bins=bins)
    ours = reliability(truth, given, bins=bins)
    assert_allclose(ours.observed, observed)
    assert_allclose(ours.predicted, predicted)
    assert ours.counts.sum() == 300
    assert_allclose(brier_score(truth, given), brier_score_loss(truth, given))


def test_the_edges_by_hand():
    ours = reliability([0, 1, 1, 1], [0.0, 0.5, 0.5, 1.0], bins=2)
    assert ours.counts.tolist() == [1, 3], "0.5 belongs to the bin above, 1 to the last"
    assert ours.predicted.tolist() == [0, pytest.approx(2 / 3)]
    assert ours.edges.tolist() == [0, 0.5, 1]


def test_the_error_by_hand():
    truth, given = [1, 0, 1, 1], [0.9, 0.9, 0.2, 0.1]
    # one bin of 0.9 with half of it right: 0.4 off; 0.1 and 0.2 in a bin of mean 0.15, all positive: 0.85 off
    assert calibration_error(truth, given, bins=2) == pytest.approx((2 * 0.4 + 2 * 0.85) / 4)


def test_calibrated_by_construction_has_little_and_overconfidence_much():
    rng = np.random.default_rng(0)
    p = rng.random(100_000)
    truth = rng.random(p.size) < p
    assert calibration_error(truth, p) < 0.01
    bold = p**3 / (p**3 + (1 - p) ** 3)
    assert calibration_error(truth, bold) > 0.1
    assert brier_score(truth, bold) > brier_score(truth, p)


def test_always_saying_the_share_is_calibrated_and_useless():
    truth = np.arange(10) < 3
    assert calibration_error(truth, np.full(10, 0.3)) == pytest.approx(0)
    assert brier_score(truth, np.full(10, 0.3)) == pytest.approx(0.21)


@pytest.mark.parametrize("call", [reliability, calibration_error, brier_score])
@pytest.mark.parametrize(
    "arguments, message",
    [
        (([0, 1], [0.2, 1.2]), r"`probabilities` must lie between 0 and 1, got 1.2; scores become probabilities"),
        (([0, 1], [0.2, -0.1]), "got -0.1"),
        (
            ([0, 1], [0.2, np.nan]),
            r"`probabilities` must be finite, got nan at \(1,\); drop or mend these samples first",
        ),
        (([0, 2], [0.2, 0.3]), "0 and 1 only"),
        (([0, 1, 1], [0.2, 0.3]), "one value for each of `truth`, 3, got 2"),
    ],
)
def test_what_is_refused(call, arguments, message):
    with pytest.raises(ValueError, match=message):
        call(*arguments)


def test_no_bins_are_refused():
    with pytest.raises(ValueError, match="`bins` must be at least 1, got 0"):
        reliability([0, 1], [0.2, 0.3], bins=0)
