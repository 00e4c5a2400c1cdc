"""Convolution, then transposed convolution with the same kernel: the size comes back, the content does not."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.convolution import KERNELS, conv_matrix, cross_correlate, transposed_convolve, transposed_output_size
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import caption, panel, shape_text

PART = (slice(8, 120), slice(68, 180))  # 112x112 pixels of data.image("camera")
BORDER = 4  # pixels left out of the comparison: there fewer windows meet
CHOICES = {name: KERNELS[name] for name in ("identity", "box blur", "Gaussian blur", "sharpen", "Sobel x", "emboss")}


class ThereAndBack(NamedTuple):
    output_padding: int  # that brings the size back
    photo: np.ndarray  # (112, 112), in [0, 1]
    forward: np.ndarray  # (h, w) the convolution
    back: np.ndarray  # (112, 112) the transposed convolution of `forward`
    matched: np.ndarray  # (112, 112) slope * back + offset, as near to the photo as these two numbers allow
    error: float  # root mean square of matched - photo, over the photo's standard deviation; away from the border
    rank: int  # of the 4x16 or 1x16 matrix of this convolution on a 4x4 image


class NoInverse(Explorer):
    """Does a transposed convolution bring back what a convolution took away?"""

    title = "There and back: not an inverse"
    size = (11.4, 4.7)
    controls = {
        "kernel": Choice("box blur", tuple(CHOICES), label="kernel of both"),
        "stride": Number(2, 1, 3, label="stride of both", unit="pixels"),
    }
    presets = {
        "blur": Preset(
            {"stride": 1},
            "Blurred and back: blurred twice. The size is that of the photograph, the detail is not: error 18 %.",
            lambda r: r.back.shape == r.photo.shape and 0.17 < r.error < 0.18,
        ),
        "Sobel": Preset(
            {"kernel": "Sobel x", "stride": 1},
            "Edges and back: edges of edges. Brightness is lost for good: the error stays near 100 %.",
            lambda r: r.error > 0.9,
        ),
        "stride 3": Preset(
            {"kernel": "Gaussian blur", "stride": 3},
            "Stride 3 keeps one number for 9 pixels: what comes back is one stamp for each.",
            lambda r: r.forward.size * 9 <= r.photo.size and r.error > 0.25,
        ),
        "the exception": Preset(
            {"kernel": "identity", "stride": 1},
            "The identity kernel comes back with error 0; only the border, where no window was centred, stays lost.",
            lambda r: r.error < 1e-12 and not r.back[0].any(),
        ),
    }

    def compute(self, kernel, stride):
        return _there_and_back(kernel, stride)

    def draw(self, figure, r):
        photo, forward, matched = (panel(figure, left, 0.75, 3.36, 3.36) for left in (0.2, 4.0, 7.8))
        place = {"vmin": 0, "vmax": 1, "extent": (0, 1, 0, 1)}
        photo.imshow(r.photo, **place)
        photo.set_title(f"photograph, {shape_text(r.photo)}", weight="bold", pad=12)
        self.forward = forward.imshow(r.forward, **place)
        self.forward_title = forward.set_title("", weight="bold", pad=12)
        self.matched = matched.imshow(r.matched, **place)
        matched.set_title(f"and transposed, {shape_text(r.matched)}", weight="bold", pad=12)
        for left in (3.8, 7.6):
            caption(figure, left, 2.45, "→", fontsize=18, ha="center", va="center")
        self.error = caption(figure, 7.8, 0.42)
        self.rank = caption(figure, 0.2, 0.42)

    def update(self, r):
        self.forward.set_data(r.forward)
        self.forward.set_clim(r.forward.min(), r.forward.max())
        self.matched.set_data(r.matched)
        self.forward_title.set_text(f"convolution, {shape_text(r.forward)}")
        self.error.set_text(f"error {r.error * 100:.1f} % of the contrast")
        self.rank.set_text(f"{r.kernel}, stride {r.stride}; {_rank_words(r)}")

    def describe(self, r):
        return (
            f"{r.kernel.capitalize()}, stride {r.stride}: 112×112 to {shape_text(r.forward)} and back to 112×112. "
            f"With the best brightness and contrast the error is {r.error * 100:.1f} % of "
            f"the photograph's contrast; {_rank_words(r)}."
        )

    def code(self, kernel, stride):
        rows, columns = PART
        result = _there_and_back(kernel, stride)
        return f"""\
import numpy as np, torch
from course_lib import data
from course_lib.convolution import KERNELS, conv_matrix, cross_correlate, transposed_convolve
photo = data.image("camera")[{rows.start}:{rows.stop}, {columns.start}:{columns.stop}]
weight = KERNELS["{kernel}"]
forward = cross_correlate(photo, weight, stride={stride})
back = transposed_convolve(forward, weight, stride={stride}, output_padding={result.output_padding})
rank = np.linalg.matrix_rank(conv_matrix(weight, (4, 4), stride={stride}))
x, kernels = (torch.tensor(a.copy())[None, None] for a in (photo, weight))
small = torch.conv2d(x, kernels, stride={stride})
same = torch.conv_transpose2d(small, kernels, stride={stride}, output_padding={result.output_padding})
assert np.allclose(small[0, 0], forward) and np.allclose(same[0, 0], back)"""


def _rank_words(r):
    return f"on a 4×4 image its matrix has rank {r.rank}, of 16 unknowns"


@lru_cache(maxsize=32)
def _there_and_back(kernel, stride):
    photo, weight = data.image("camera")[PART], CHOICES[kernel]
    forward = cross_correlate(photo, weight, stride=stride)
    plain = transposed_output_size(len(forward), len(weight), stride=stride)
    output_padding = len(photo) - plain
    back = transposed_convolve(forward, weight, stride=stride, output_padding=output_padding)
    matched, error = match_brightness(back, photo, border=BORDER)
    rank = int(np.linalg.matrix_rank(conv_matrix(weight, (4, 4), stride=stride)))
    return ThereAndBack(output_padding, photo, forward, back, matched, error, rank)


def match_brightness(image, target, *, border=0):
    """Return slope*image + offset nearest to target, and how far off it stays.

        >>> matched, error = match_brightness(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[9.0, 7.0], [5.0, 3.0]]))
        >>> matched.round(12).tolist(), round(error, 12)
        ([[9.0, 7.0], [5.0, 3.0]], 0.0)

    Parameters
    ----------
    image, target : (H, W) float array
    border : int, pixels
        Left out of the fit and of the error on each side.

    Returns
    -------
    matched : (H, W) float array
    error : float
        Root mean square of matched - target over the standard deviation of the target: 0 to 1.
    """
    inside = (slice(border, image.shape[0] - border), slice(border, image.shape[1] - border))
    seen, wanted = image[inside].ravel(), target[inside].ravel()
    design = np.column_stack([seen, np.ones_like(seen)])
    slope, offset = np.linalg.lstsq(design, wanted, rcond=None)[0]
    rest = slope * seen + offset - wanted
    return slope * image + offset, float(np.sqrt(np.mean(rest**2)) / wanted.std())
