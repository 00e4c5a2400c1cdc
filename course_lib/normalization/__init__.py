"""Normalization: which numbers share a mean and a variance, what is remembered, and what came before it.

Handed on: what a notebook, explorer, exercise or another topic calls by name. Helpers are reached by their module.
"""

from course_lib.normalization.local_response import local_response_norm, local_response_norm_within, response_window
from course_lib.normalization.noise import expected_noise, statistic_noise
from course_lib.normalization.normalize import (
    batch_norm,
    count_statistics,
    group_norm,
    instance_norm,
    layer_norm,
    moments,
    normalize,
    shared_with,
)
from course_lib.normalization.running import (
    RunningStatistics,
    batch_norm_inference,
    start_statistics,
    update_statistics,
)
from course_lib.normalization.weights import mean_only_batch_norm, weight_norm

__all__ = [
    "RunningStatistics",
    "batch_norm",
    "batch_norm_inference",
    "count_statistics",
    "expected_noise",
    "group_norm",
    "instance_norm",
    "layer_norm",
    "local_response_norm",
    "local_response_norm_within",
    "mean_only_batch_norm",
    "moments",
    "normalize",
    "response_window",
    "shared_with",
    "start_statistics",
    "statistic_noise",
    "update_statistics",
    "weight_norm",
]
