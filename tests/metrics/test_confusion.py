"""Counts and what is read off them: by hand, against scikit-learn, at the empty ends, and what is refused."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as oracle

from course_lib.metrics import (
    Confusion,
    accuracy,
    confusion,
    f_score,
    precision,
    precision_from_rates,
    recall,
    specificity,
)
from course_lib.metrics.confusion import balanced_accuracy, check_confusion, matthews, prevalence
from course_lib.statistics import predictive_values

DOGS = Confusion(tp=5, fp=3, fn=7, tn=7)


def test_the_dogs_by_hand():
    assert (precision(DOGS), recall(DOGS), specificity(DOGS)) == (0.625, 5 / 12, 0.7)
    assert (f_score(DOGS), accuracy(DOGS), prevalence(DOGS)) == (0.5, 12 / 22, 12 / 22)
    assert balanced_accuracy(DOGS) == pytest.approx((5 / 12 + 0.7) / 2)
    assert matthews(DOGS) == pytest.approx((35 - 21) / np.sqrt(8 * 12 * 10 * 14))
    assert f_score(DOGS, beta=2) == pytest.approx(5 * 5 / (5 * 5 + 4 * 7 + 3))


@pytest.mark.parametrize("seed", range(8))
def test_scikit_learn_agrees(seed):
    rng = np.random.default_rng(seed)
    truth = rng.random(60) < rng.random()
    called = np.where(rng.random(60) < 0.7, truth, rng.random(60) < 0.5)
    counts = confusion(truth, called)
    (tn, fp), (fn, tp) = oracle.confusion_matrix(truth, called, labels=[False, True])
    assert counts == Confusion(tp, fp, fn, tn)
    for beta in (0.5, 1.0, 2.0):
        theirs = oracle.fbeta_score(truth, called, beta=beta, zero_division=0)
        assert_allclose(f_score(counts, beta=beta, undefined=0), theirs)
    assert_allclose(precision(counts, undefined=0), oracle.precision_score(truth, called, zero_division=0))
    assert_allclose(recall(counts, undefined=0), oracle.recall_score(truth, called, zero_division=0))
    assert_allclose(specificity(counts, undefined=0), oracle.recall_score(~truth, ~called, zero_division=0))
    assert_allclose(matthews(counts, undefined=0), oracle.matthews_corrcoef(truth, called), atol=1e-12)
    if 0 < truth.sum() < 60:
        assert_allclose(balanced_accuracy(counts), oracle.balanced_accuracy_score(truth, called))


counts_ = st.integers(0, 10**9)


@given(tp=counts_, fp=counts_, fn=counts_, tn=counts_)
def test_f1_is_the_harmonic_mean_and_swapping_the_classes_swaps_the_rates(tp, fp, fn, tn):
    counts, swapped = Confusion(tp + 1, fp, fn, tn + 1), Confusion(tn + 1, fn, fp, tp + 1)
    p, r = precision(counts), recall(counts)
    assert f_score(counts) == pytest.approx(2 * p * r / (p + r))
    assert recall(swapped) == specificity(counts)
    assert matthews(swapped) == pytest.approx(matthews(counts), abs=1e-12)
    assert min(p, r) - 1e-12 <= f_score(counts) <= max(p, r) + 1e-12
    assert -1 <= matthews(counts) <= 1


def test_huge_counts_do_not_overflow():
    big = 10**12
    assert matthews(Confusion(big, 0, 0, big)) == 1
    assert matthews(Confusion(0, big, big, 0)) == -1


def test_true_negatives_do_not_count_for_precision_recall_and_f():
    for measure in (precision, recall, f_score):
        assert measure(DOGS._replace(tn=10**9)) == measure(DOGS)


NOTHING_CALLED, NO_POSITIVES, NO_NEGATIVES = Confusion(0, 0, 4, 6), Confusion(0, 3, 0, 7), Confusion(3, 0, 2, 0)


@pytest.mark.parametrize(
    "measure, counts, message",
    [
        (precision, NOTHING_CALLED, "nothing was called positive"),
        (recall, NO_POSITIVES, "there are no positives"),
        (specificity, NO_NEGATIVES, "there are no negatives"),
        (balanced_accuracy, NO_NEGATIVES, "there are no negatives"),
        (f_score, Confusion(0, 0, 0, 9), "neither true nor called"),
        (matthews, NOTHING_CALLED, "a row or a column"),
        (accuracy, Confusion(0, 0, 0, 0), "there are no samples"),
        (prevalence, Confusion(0, 0, 0, 0), "there are no samples"),
    ],
)
def test_a_share_of_nothing_is_an_error_or_a_named_value(measure, counts, message):
    with pytest.raises(ValueError, match=message):
        measure(counts)
    if measure in (precision, recall, specificity, f_score, matthews):
        assert measure(counts, undefined=1) == 1.0
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert np.isnan(measure(counts, undefined=np.nan))


def test_the_best_f_of_nothing_found_is_zero_not_an_error():
    assert f_score(NOTHING_CALLED) == f_score(NO_POSITIVES) == 0


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: confusion([0, 1, 2], [0, 1, 1]), ValueError, "`truth` must hold 0 and 1 only, got 2"),
        (lambda: confusion([0, 1], [0, 0.5]), ValueError, "`predicted` must hold 0 and 1 only, got 0.5"),
        (lambda: confusion([0, 1], [0, 1, 1]), ValueError, "one value for each of `truth`, 2, got 3"),
        (lambda: confusion([[0, 1]], [0, 1]), ValueError, "`truth` must be one row"),
        (lambda: confusion([[False, True]], [0, 1]), ValueError, "`truth` must be one row of labels"),
        (lambda: confusion([], []), ValueError, "`truth` must hold at least 1 number, got 0"),
        (
            lambda: confusion([0, np.nan], [0, 1]),
            ValueError,
            r"`truth` must be finite, got nan at \(1,\); drop or mend these samples first",
        ),
        (lambda: confusion(["dog", "cat"], [0, 1]), TypeError, "`truth`"),
        (lambda: precision((1, -1, 0, 0)), ValueError, "`fp` must be at least 0, got -1"),
        (lambda: recall((0.5, 1, 1, 1)), TypeError, "`tp`"),
        (lambda: f_score(DOGS, beta=0), ValueError, "`beta`"),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


# ---- precision and the share of positives


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01])
def test_precision_from_rates_is_precision_of_the_counts(share):
    positives = int(10_000 * share)
    counts = Confusion(tp=positives * 4 // 5, fp=(10_000 - positives) // 20, fn=0, tn=0)
    rates = precision_from_rates(counts.tp / positives, counts.fp / (10_000 - positives), share)
    assert rates == pytest.approx(precision(counts))


def test_precision_is_the_predictive_value_of_a_positive_test():
    share = np.array([0.9, 0.2, 0.01])
    medical = predictive_values(share, sensitivity=0.8, specificity=0.97)
    assert_allclose(precision_from_rates(0.8, 0.03, share), medical.positive)


def test_precision_from_rates_broadcasts_and_falls_with_the_share():
    values = precision_from_rates(0.9, 0.05, np.array([0.5, 0.1, 0.01]))
    assert values.shape == (3,)
    assert (np.diff(values) < 0).all()


@pytest.mark.parametrize(
    "arguments, message",
    [
        ((0, 0, 0.5), "something be called positive"),
        ((1.2, 0.1, 0.5), r"`recall` must lie between 0 and 1, got 1.2"),
        ((0.5, -0.1, 0.5), "`false_positive_rate` must lie"),
        ((0.5, 0.1, np.nan), "`prevalence` must lie"),
    ],
)
def test_rates_outside_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        precision_from_rates(*arguments)


def test_counts_are_whole_numbers_from_any_four():
    assert check_confusion(np.array([5, 3, 7, 7])) == DOGS
    assert all(type(count) is int for count in check_confusion(np.array([5, 3, 7, 7])))
    with pytest.raises(ValueError, match="`fn` must be at least 0, got -1"):
        check_confusion((5, 3, -1, 7))
    with pytest.raises(ValueError, match=r"shorter than argument 1"):
        check_confusion((5, 3, 7))
