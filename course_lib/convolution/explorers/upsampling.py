"""Enlarging a photograph: three fixed rules beside a transposed convolution whose kernel could be learned."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.convolution import bilinear_kernel, transposed_convolve, upsample
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR, SIGNED, caption, cell_frame, panel, shape_text

SIDE = 20  # of the crop, pixels
PART = (0, 64, 120)  # top, left, height and width of the part of data.image("camera") to choose from
METHODS = ("nearest", "bilinear", "bicubic")


class FourEnlarged(NamedTuple):
    nearest: np.ndarray  # (SIDE*factor, SIDE*factor), brightness in [0, 1], as the next three
    bilinear: np.ndarray
    bicubic: np.ndarray
    transposed: np.ndarray
    difference: np.ndarray  # transposed - bilinear
    interior: float  # its largest size more than factor // 2 pixels from the border; brightness in [0, 1]
    overshoot: float  # how far bicubic leaves the range of the crop; brightness


class Upsampling(Explorer):
    """How do nearest, bilinear, bicubic and a transposed convolution fill in the pixels between?"""

    title = "Four ways to enlarge"
    size = (8.8, 6.1)
    controls = {
        "factor": Number(4, 2, 8, label="factor", unit="times"),
        "weights": Choice(
            "bilinear", ("bilinear", "random", "all equal"), label="kernel of the transposed convolution"
        ),
        "x": Number(124, 74, 174, label="centre of the crop, x", unit="pixels"),
        "y": Number(68, 10, 110, label="centre of the crop, y", unit="pixels"),
    }
    presets = {
        "a bilinear kernel": Preset(
            {},
            "With a bilinear kernel the transposed convolution is bilinear interpolation, border apart.",
            lambda r: r.interior < 1e-12 and np.abs(r.difference).max() > 0.1,
        ),
        "not yet learned": Preset(
            {"weights": "random"},
            "Random weights: the same layer before it has learned, more than 0.4 away from bilinear.",
            lambda r: r.weights == "random" and r.interior > 0.4,
        ),
        "all equal": Preset(
            {"weights": "all equal"},
            "All weights equal, 8 wide at stride 4: even counts, and a blur in blocks of 4 pixels.",
            lambda r: r.factor == 4 and np.ptp(r.transposed[6:10, 6:10]) < 1e-12,
        ),
        "bicubic overshoots": Preset(
            {"factor": 8, "x": 112, "y": 82},
            "Eight times: bicubic is sharper, and beside an edge it goes beyond the darkest or the brightest pixel.",
            lambda r: r.factor == 8 and r.overshoot > 0.02,
        ),
    }

    def compute(self, factor, weights, x, y):
        crop = _crop(x, y)
        large = {method: upsample(crop, factor, method) for method in METHODS}
        transposed = transposed_convolve(crop, _kernel(factor, weights), stride=factor, padding=factor // 2)
        difference = transposed - large["bilinear"]
        inside = slice(factor // 2, -(factor // 2))
        outside = np.maximum(large["bicubic"].max() - crop.max(), crop.min() - large["bicubic"].min())
        return FourEnlarged(
            **large,
            transposed=transposed,
            difference=difference,
            interior=float(np.abs(difference[inside, inside]).max()),
            overshoot=float(max(outside, 0)),
        )

    def draw(self, figure, r):
        rows = (("photo", "nearest", "bilinear"), ("difference", "bicubic", "transposed"))
        axes = {  # 240 pixels wide, of which most factors make whole ones
            name: panel(figure, 0.25 + 2.95 * column, 3.3 - 2.95 * row, 2.4, 2.4)
            for row, names in enumerate(rows)
            for column, name in enumerate(names)
        }
        self._draw_photo(axes.pop("photo"))
        self.images, self.titles = {}, {}
        for name, place in axes.items():
            colors = {"cmap": SIGNED, "vmin": -0.5, "vmax": 0.5} if name == "difference" else {"vmin": 0, "vmax": 1}
            self.images[name] = place.imshow(np.zeros((2, 2)), extent=(0, 1, 0, 1), **colors)
            self.titles[name] = place.set_title("")
        self.titles.pop("difference").set_text("transposed − bilinear, ±0.5")
        caption(figure, 0.25, 0.1, "red: transposed brighter, blue: darker", fontsize=11)

    def _draw_photo(self, axes):
        top, left, side = PART
        # Pixels keep the numbers that they have in the whole photograph.
        extent = (left - 0.5, left + side - 0.5, top + side - 0.5, top - 0.5)
        axes.imshow(data.image("camera")[top : top + side, left : left + side], vmin=0, vmax=1, extent=extent)
        axes.set_title("photograph and crop")
        self.photo = axes
        self.box = cell_frame(axes, ERROR, width=2.5)

    def handles(self):
        return [Handle(self.photo, "x", "y", "centre of the crop")]

    def update(self, r):
        self.box.set(xy=(r.x - SIDE / 2 - 0.5, r.y - SIDE / 2 - 0.5), width=SIDE, height=SIDE, visible=True)
        for name, image in self.images.items():
            image.set_data(getattr(r, name))
        for name, title in self.titles.items():
            title.set_text(f"{name}, {r.weights}" if name == "transposed" else f"{name} ×{r.factor}")

    def describe(self, r):
        size = r.factor * 2 - r.factor % 2
        return (
            f"{SIDE}×{SIDE} pixels around ({r.x}, {r.y}), {r.factor} times larger: {shape_text(r.nearest)}. "
            f"Transposed convolution, {r.weights} kernel {size}×{size}: away from the border it differs "
            f"from bilinear by at most {r.interior:.3f}. Bicubic overshoots by {r.overshoot:.3f}."
        )

    def code(self, factor, weights, x, y):
        half, size = SIDE // 2, 2 * factor - factor % 2
        kernel = {
            "bilinear": f"bilinear_kernel({factor})",
            "random": f"np.random.default_rng(0).uniform(size=({size}, {size}))",
            "all equal": f"np.ones(({size}, {size}))",
        }[weights]
        return f"""\
import numpy as np, torch
from course_lib import data
from course_lib.convolution import bilinear_kernel, transposed_convolve, upsample
crop = data.image("camera")[{y - half}:{y + half}, {x - half}:{x + half}]
bilinear = upsample(crop, {factor}, "bilinear")
kernel = {kernel}
kernel *= {factor**2} / kernel.sum()
transposed = transposed_convolve(crop, kernel, stride={factor}, padding={factor // 2})
difference = transposed - bilinear
image, weight = (torch.tensor(a)[None, None] for a in (crop, kernel))
enlarged = torch.nn.functional.interpolate(image, scale_factor={factor}, mode="bilinear")
assert np.allclose(enlarged[0, 0], bilinear)
same = torch.conv_transpose2d(image, weight, stride={factor}, padding={factor // 2})
assert np.allclose(same[0, 0], transposed)"""


def _crop(x, y):
    half = SIDE // 2
    return data.image("camera")[y - half : y + half, x - half : x + half]


@lru_cache(maxsize=32)
def _kernel(factor, weights):
    """Return the kernel with sum factor**2, so that the picture keeps its mean brightness."""
    kernel = bilinear_kernel(factor)
    if weights == "random":
        kernel = np.random.default_rng(0).uniform(size=kernel.shape)
    elif weights == "all equal":
        kernel = np.ones_like(kernel)
    return kernel * (factor**2 / kernel.sum())
