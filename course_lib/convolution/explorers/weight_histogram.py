"""A still picture: the weights that PyTorch draws for a new layer, and two bounds for them."""

import math

import numpy as np

from course_lib.kit.figures import ERROR, KERNEL, OUTPUT, show, style


def initial_bounds(weight_shape, *, groups=1):
    """Return sqrt(k) of a new transposed convolution: as PyTorch has it, and as the notes print it.

        >>> [round(bound, 3) for bound in initial_bounds((32, 16, 3, 3))]
        [0.083, 0.75]

    Parameters
    ----------
    weight_shape : (C_in, C_out/groups, kH, kW)
    groups : int

    Returns
    -------
    right, printed : float
        Of k = groups / (C_out * kH * kW), and of k = groups / C_out * (kH * kW).

    Source: torch.nn.ConvTranspose2d, "Variables".
    """
    outputs, area = weight_shape[1] * groups, math.prod(weight_shape[2:])
    return math.sqrt(groups / (outputs * area)), math.sqrt(groups / outputs * area)


def initial_weights(weight, *, groups=1):
    """Return a histogram of a new layer's weights (C_in, C_out/groups, kH, kW) with both bounds."""
    from matplotlib.figure import Figure

    weight = np.asarray(weight, dtype=float)
    right, printed = initial_bounds(weight.shape, groups=groups)
    with style():
        figure = Figure(figsize=(9, 3), dpi=100, layout="constrained")
        axes = figure.subplots()
        axes.hist(weight.ravel(), bins=np.linspace(-printed, printed, 181), color=KERNEL)
        axes.set(xlabel="weight", ylabel="how many", xlim=(-1.15 * printed, 1.15 * printed))
        for bound, color, dash, words in ((right, OUTPUT, "-", "right"), (printed, ERROR, "--", "as printed")):
            for sign in (-1, 1):
                axes.axvline(sign * bound, color=color, linestyle=dash)
            place = {"xycoords": ("data", "axes fraction"), "ha": "center", "fontsize": 12}
            axes.annotate(f"{words}: ±{bound:.3f}", (bound, 1.05), color=color, **place)
    alt = (
        f"Histogram of {weight.size} initial weights: they fill the range of ±{np.abs(weight).max():.3f}. "
        f"The bound with the area below the bar is ±{right:.3f}, as printed ±{printed:.3f}."
    )
    return show(figure, alt=alt)
