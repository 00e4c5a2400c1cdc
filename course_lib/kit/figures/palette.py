"""One palette with meaning, and one style, for all pictures of the course."""

import contextlib
import functools

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb, to_rgba

# One palette with meaning, the same in the whole course (Okabe and Ito, distinct for all common colour visions).
INPUT = "#0072B2"
KERNEL = "#E69F00"
OUTPUT = "#009E73"
ERROR = "#D55E00"
REFERENCE = "#7F7F7F"
INK = "#222222"
KERNEL_INK, OUTPUT_INK, ERROR_INK = "#8a5a00", "#00694c", "#a84300"  # the same meanings, dark enough for letters
SIGNED = "RdBu_r"  # diverging, white at zero: set vmin = -vmax
MAGNITUDE = "cividis"  # monotone in lightness

OWN = (INPUT, KERNEL, OUTPUT, ERROR, REFERENCE, INK, KERNEL_INK, OUTPUT_INK, ERROR_INK, "white", "black")

STYLE = {
    "font.family": "DejaVu Sans",  # bundled with Matplotlib: the same picture on every machine
    "font.size": 12,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "lines.linewidth": 2,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "image.cmap": "gray",
    "image.interpolation": "none",  # a pixel is a square; and it travels to the browser unscaled
    "image.composite_image": False,
    "legend.frameon": False,
    "hatch.linewidth": 0.8,
    "figure.constrained_layout.w_pad": 0.09,  # inches: room for a tick label that comes to stand at the very edge
    "figure.constrained_layout.h_pad": 0.09,
    "text.hinting": "no_hinting",  # letters lie where the browser, which draws outlines, puts them
}


@contextlib.contextmanager
def settings(wanted):
    """As `matplotlib.rc_context`, for settings that are few: that one copies all 300 of them, a third of a move's time.

    >>> with settings({"font.size": 30}):
    ...     matplotlib.rcParams["font.size"]
    30.0
    """
    before = {name: matplotlib.rcParams[name] for name in wanted}
    matplotlib.rcParams.update(wanted)
    try:
        yield
    finally:
        matplotlib.rcParams.update(before)


def style():
    """Return a context manager under which figures get the course's look."""
    return settings(STYLE)


def tint(color, strength=0.3):
    """Return `color` mixed with white, as RGB in [0, 1]; strength 1 is the colour itself.

    >>> tint("black", 0.25)
    (0.75, 0.75, 0.75)
    """
    return tuple(1 - strength * (1 - part) for part in to_rgb(color))


@functools.lru_cache(maxsize=4096)
def text_color_on(face):
    """Return the readable text colour, dark or white, on a face of that colour.

    >>> text_color_on("yellow"), text_color_on("navy")
    ('#222222', 'white')
    """
    red, green, blue, alpha = to_rgba(face)
    # Relative luminance of WCAG 2.2; the faces lie on white paper.
    linear = [alpha * part**2.2 + 1 - alpha for part in (red, green, blue)]
    return INK if np.dot(linear, (0.2126, 0.7152, 0.0722)) > 0.2 else "white"
