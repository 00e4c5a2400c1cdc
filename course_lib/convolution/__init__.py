"""Convolution arithmetic, convolution as a loop and as a matrix, and the way back: transposed convolution."""

from .apply import convolve, cross_correlate, window
from .cost import conv_multiply_adds, conv_parameters
from .kernels import KERNELS, gaussian_kernel
from .matrix import conv_matrix
from .sizes import (
    conv_output_size,
    input_sizes,
    kernel_span,
    pool_output_size,
    same_padding,
    torch_same_padding,
    transposed_output_size,
    unused_inputs,
    window_starts,
)
from .transposed import checkerboard_strength, insert_zeros, tap_counts, transposed_convolve
from .upsampling import bilinear_kernel, upsample

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
    "pool_output_size",
    "same_padding",
    "tap_counts",
    "torch_same_padding",
    "transposed_convolve",
    "transposed_output_size",
    "unused_inputs",
    "upsample",
    "window",
    "window_starts",
]
