"""Hypothesis tests: p-values, both errors, power, many tests, peeking, and what a finding is worth.

Handed on: what a notebook, explorer, exercise or another topic calls by name. Helpers are reached by their module.
"""

from course_lib.statistics.counts import actual_level, exact_binomial_test, exact_p_values
from course_lib.statistics.equivalence import equivalence_power
from course_lib.statistics.findings import false_findings, natural_frequencies, predictive_values
from course_lib.statistics.many import benjamini_hochberg, bonferroni, family_wise_error, holm
from course_lib.statistics.peeking import first_rejection, look_times, peeking_error, peeking_thresholds, running_z
from course_lib.statistics.power import error_rates, sample_size, t_power, z_power
from course_lib.statistics.simulate import count_outcomes, simulate_p_values, simulate_studies, simulated_power
from course_lib.statistics.tails import z_p_value

__all__ = [
    "actual_level",
    "benjamini_hochberg",
    "bonferroni",
    "count_outcomes",
    "equivalence_power",
    "error_rates",
    "exact_binomial_test",
    "exact_p_values",
    "false_findings",
    "family_wise_error",
    "first_rejection",
    "holm",
    "look_times",
    "natural_frequencies",
    "peeking_error",
    "peeking_thresholds",
    "predictive_values",
    "running_z",
    "sample_size",
    "simulate_p_values",
    "simulate_studies",
    "simulated_power",
    "t_power",
    "z_p_value",
    "z_power",
]
