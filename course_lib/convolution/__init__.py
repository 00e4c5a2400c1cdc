"""Convolution arithmetic, convolution as a loop and as a matrix, and the way back: transposed convolution.

Handed on: what a notebook, explorer, exercise or another topic calls by name. Helpers are reached by their module.
"""

from course_lib.convolution.apply import convolve, cross_correlate, window
from course_lib.convolution.cost import conv_multiply_adds, conv_parameters
from course_lib.convolution.kernels import KERNELS, gaussian_kernel
from course_lib.convolution.matrix import conv_matrix
from course_lib.convolution.sizes import (
    conv_output_size,
    input_sizes,
    kernel_span,
    same_padding,
    transposed_output_size,
    unused_inputs,
    window_starts,
)
from course_lib.convolution.transposed import checkerboard_strength, insert_zeros, tap_counts, transposed_convolve
from course_lib.convolution.upsampling import bilinear_kernel, upsample

__all__ = [
    "KERNELS",
    "bilinear_kernel",
    "checkerboard_strength",
    "conv_matrix",
    "conv_multiply_adds",
    "conv_output_size",
    "conv_parameters",
    "convolve",
    "cross_correlate",
    "gaussian_kernel",
    "input_sizes",
    "insert_zeros",
    "kernel_span",
    "same_padding",
    "tap_counts",
    "transposed_convolve",
    "transposed_output_size",
    "unused_inputs",
    "upsample",
    "window",
    "window_starts",
]
