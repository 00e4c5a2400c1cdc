"""Signals as sums of waves: Fourier series and transforms, filters, sampling, and pictures made small.

Handed on: what a notebook, explorer, exercise or another topic calls by name. Helpers are reached by their module.
"""

from course_lib.fourier.phase import correlation, recombine, scramble_phase
from course_lib.fourier.properties import (
    find_shift,
    linearity_residual,
    parseval_ratio,
    phase_ramp,
    rotation_residual,
    symmetry_residual,
)
from course_lib.fourier.series import WAVES, gibbs_limit, overshoot, partial_sum, peak_time, sines, waveform
from course_lib.fourier.transform import dft, dft_matrix, fft, grating, spectral_peaks, spectrum

__all__ = [
    "WAVES",
    "correlation",
    "dft",
    "dft_matrix",
    "fft",
    "find_shift",
    "gibbs_limit",
    "grating",
    "linearity_residual",
    "overshoot",
    "parseval_ratio",
    "partial_sum",
    "peak_time",
    "phase_ramp",
    "recombine",
    "rotation_residual",
    "scramble_phase",
    "sines",
    "spectral_peaks",
    "spectrum",
    "symmetry_residual",
    "waveform",
]
