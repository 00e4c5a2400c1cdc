"""Hypothesis tests: p-values, both errors, power, many tests, peeking, and what a finding is worth."""

from course_lib.statistics.counts import actual_level, exact_binomial_test, exact_p_values, two_proportion_test
from course_lib.statistics.effects import cohens_d, confidence_interval, hedges_g
from course_lib.statistics.equivalence import equivalence_power, equivalence_test
from course_lib.statistics.findings import false_findings, natural_frequencies, predictive_values
from course_lib.statistics.many import benjamini_hochberg, bonferroni, family_wise_error, holm
from course_lib.statistics.mean_tests import t_test_one, t_test_paired, t_test_two, welch_test, z_test
from course_lib.statistics.peeking import first_rejection, look_times, peeking_error, peeking_thresholds, running_z
from course_lib.statistics.permutation import permutation_test
from course_lib.statistics.power import error_rates, sample_size, t_power, z_power
from course_lib.statistics.simulate import (
    count_outcomes,
    simulate_p_values,
    simulate_studies,
    simulated_power,
    simulated_rate,
)
from course_lib.statistics.tails import rejection_region, t_p_value, z_p_value

__all__ = [
    "actual_level",
    "benjamini_hochberg",
    "bonferroni",
    "cohens_d",
    "confidence_interval",
    "count_outcomes",
    "equivalence_power",
    "equivalence_test",
    "error_rates",
    "exact_binomial_test",
    "exact_p_values",
    "false_findings",
    "family_wise_error",
    "first_rejection",
    "hedges_g",
    "holm",
    "look_times",
    "natural_frequencies",
    "peeking_error",
    "peeking_thresholds",
    "permutation_test",
    "predictive_values",
    "rejection_region",
    "running_z",
    "sample_size",
    "simulate_p_values",
    "simulate_studies",
    "simulated_power",
    "simulated_rate",
    "t_p_value",
    "t_power",
    "t_test_one",
    "t_test_paired",
    "t_test_two",
    "two_proportion_test",
    "welch_test",
    "z_p_value",
    "z_power",
    "z_test",
]
