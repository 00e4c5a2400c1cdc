"""Measures of a classifier: four counts, the curves of all thresholds, prices of errors, calibration.

Handed on: what a notebook, explorer, exercise or another topic calls by name. Helpers are reached by their module.
"""

from course_lib.metrics.calibration import brier_score, calibration_error, reliability
from course_lib.metrics.confusion import (
    Confusion,
    accuracy,
    confusion,
    f_score,
    precision,
    precision_from_rates,
    recall,
    specificity,
)
from course_lib.metrics.curves import (
    RULES,
    average_precision,
    envelope,
    normal_curves,
    normal_rates,
    precision_recall,
    roc,
    roc_area,
)
from course_lib.metrics.decisions import best_threshold, normal_threshold, probability_threshold, total_cost

__all__ = [
    "RULES",
    "Confusion",
    "accuracy",
    "average_precision",
    "best_threshold",
    "brier_score",
    "calibration_error",
    "confusion",
    "envelope",
    "f_score",
    "normal_curves",
    "normal_rates",
    "normal_threshold",
    "precision",
    "precision_from_rates",
    "precision_recall",
    "probability_threshold",
    "recall",
    "reliability",
    "roc",
    "roc_area",
    "specificity",
    "total_cost",
]
