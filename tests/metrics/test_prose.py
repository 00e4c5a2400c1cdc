"""Numbers that `81_classifier_metrics` states beside no output that would show them: each from where it comes."""

import pytest

from course_lib.metrics import reliability
from course_lib.metrics.classifiers import CLASSIFIERS, digit_scores
from course_lib.metrics.explorers import RealScores
from tests.prose import prose


@pytest.fixture(scope="module")
def text():
    return prose("81_classifier_metrics")


def test_what_naive_bayes_means_by_more_than_90_percent(text):
    top = reliability(*digit_scores(8, "naive Bayes"))
    assert top.edges[-2] == 0.9
    assert f"{100 * top.observed[-1]:.0f} % are eights" in text


def test_what_the_formula_costs(text):
    logistic, bayes = (RealScores(classifier=name, digit=8, threshold=0.25, miss=3).result for name in CLASSIFIERS)
    assert logistic.theory == bayes.theory == 0.25
    words = (
        f"At 0.25 naive Bayes costs {bayes.cost:.0f}, its best threshold {bayes.least:.0f}; "
        f"logistic regression costs {logistic.cost:.0f}, and {logistic.least:.0f} at best"
    )
    assert words in text
    assert f"with a ROC area of {bayes.roc_area:.2f}" in text
