"""What pooling forgets: a mask made small and large again."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb

from course_lib.convolution import cross_correlate, upsample
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, REFERENCE, shape_text

SIDE = 64  # of the mask, pixels
FACTORS = tuple(range(1, 17))


class MaskAndBack(NamedTuple):
    mask: np.ndarray  # (SIDE, SIDE) bool
    pooled: np.ndarray  # (n, n) share of the mask in each block, in [0, 1]
    back: np.ndarray  # (n*factor, n*factor) bool: enlarged by the method, and cut at one half
    iou: float  # intersection over union of mask and back, where both exist
    curve: np.ndarray  # (16,) the same for the factors 1..16


class WhereIsLost(Explorer):
    """How much of WHERE survives pooling, and does enlarging bring it back?"""

    title = "Pooling loses WHERE"
    size = (11.4, 3.9)
    controls = {
        "factor": Number(4, 1, 16, label="pooling factor", unit="pixels"),
        "shape": Choice("magnifier", ("square", "magnifier", "bars"), label="mask"),
        "method": Choice("bilinear", ("nearest", "bilinear", "bicubic"), label="enlarge with"),
    }
    presets = {
        "2: little is lost": Preset(
            {"factor": 2},
            "Pooled by 2, the mask comes back with an IoU above 0.95.",
            lambda r: r.factor == 2 and r.iou > 0.95,
        ),
        "4: the border suffers": Preset(
            {},
            "Pooled by 4, a quarter is gone: no enlargement knows where in its block a pixel was.",
            lambda r: r.factor == 4 and 0.7 < r.iou < 0.8,
        ),
        "8: nearly nothing": Preset(
            {"factor": 8},
            "Pooled by 8, no block is more than half full of the thin ring: the IoU is below 0.1.",
            lambda r: r.factor == 8 and r.iou < 0.1,
        ),
        "a square that fits": Preset(
            {"factor": 8, "shape": "square", "method": "nearest"},
            "A square on the grid of the pooling comes back whole, by luck of its place.",
            lambda r: r.iou == 1 and r.curve[6] < 1,
        ),
    }

    def compute(self, factor, shape, method):
        mask = masks()[shape]
        pooled, back, iou = pooled_and_back(shape, factor, method)
        curve = np.array([pooled_and_back(shape, other, method)[2] for other in FACTORS])
        return MaskAndBack(mask, pooled, back, iou, curve)

    def draw(self, figure, r):
        names = ("mask", "pooled", "back", "iou")
        axes = dict(zip(names, figure.subplots(1, 4), strict=True))
        self.images = {}
        for name in names[:3]:
            axes[name].set_axis_off()
            self.images[name] = axes[name].imshow(np.zeros((2, 2)), vmin=0, vmax=1, extent=(0, 1, 0, 1))
        axes["mask"].set_title(f"mask, {SIDE}×{SIDE}", weight="bold")
        self.titles = {name: axes[name].set_title(" ", weight="bold") for name in names[1:]}
        axes["back"].text(0, -0.05, "white kept, red lost, blue invented", va="top", fontsize=11)
        chart = axes["iou"]
        chart.set(xlim=(0.5, 16.5), ylim=(-0.03, 1.05), xlabel="pooling factor [pixels]", ylabel="IoU with the mask")
        chart.set_box_aspect(1)  # as high as the images beside it
        chart.set_xticks([1, 4, 8, 12, 16])
        (self.line,) = chart.plot(FACTORS, r.curve, color=REFERENCE, marker=".")
        (self.here,) = chart.plot([0], [0], marker="o", markersize=11, color=INPUT, linestyle="none")

    def update(self, r):
        self.images["mask"].set_data(r.mask)
        self.images["pooled"].set_data(r.pooled)
        self.images["back"].set_data(compare(r.mask, r.back))
        self.line.set_ydata(r.curve)
        self.here.set_data([r.factor], [r.iou])
        self.titles["pooled"].set_text(f"pooled, {shape_text(r.pooled)}")
        self.titles["back"].set_text(f"{r.method} ×{r.factor}, above ½")
        self.titles["iou"].set_text(f"IoU {r.iou:.3f}")

    def describe(self, r):
        return (
            f"Mask {r.shape} pooled by {r.factor} to {shape_text(r.pooled)}, enlarged with {r.method} "
            f"and cut at one half: IoU {r.iou:.3f} with the mask."
        )

    def code(self, factor, shape, method):
        return f"""\
import numpy as np, torch
from course_lib.convolution import cross_correlate, upsample
from course_lib.convolution.explorers.lost_where import masks
mask = masks()["{shape}"]
pooled = cross_correlate(mask.astype(float), np.ones(({factor}, {factor})) / {factor**2}, stride={factor})
back = upsample(pooled, {factor}, "{method}") > 0.5 + 1e-9
small = torch.nn.functional.avg_pool2d(torch.tensor(mask, dtype=torch.double)[None, None], {factor})
large = torch.nn.functional.interpolate(small, scale_factor={factor}, mode="{method}")
assert np.array_equal(large[0, 0].numpy() > 0.5 + 1e-9, back)
seen = mask[:len(back), :len(back)]
iou = (seen & back).sum() / (seen | back).sum()"""


@lru_cache(maxsize=1)
def masks():
    """Return the masks by name, (SIDE, SIDE) bool: a square, a ring with a handle, bars that grow thinner."""
    y, x = np.indices((SIDE, SIDE))
    radius = np.hypot(y - 23, x - 25)
    handle = (np.abs(y - x + 2) <= 2) & (x > 37) & (x < 59)
    bars = np.zeros((SIDE, SIDE), dtype=bool)
    for left, width in ((5, 1), (12, 2), (20, 4), (31, 6), (44, 10)):
        bars[6:58, left : left + width] = True
    return {
        "square": (y >= 16) & (y < 48) & (x >= 16) & (x < 48),
        "magnifier": ((radius < 19) & (radius > 15.2)) | handle,
        "bars": bars,
    }


@lru_cache(maxsize=256)
def pooled_and_back(shape, factor, method):
    """Return the pooled mask, the mask made of it again, and their intersection over union.

    An average pooling is a convolution with equal weights and a stride of its own size; a rest is dropped.
    """
    mask = masks()[shape]
    pooled = cross_correlate(mask.astype(float), np.full((factor, factor), 1 / factor**2), stride=factor)
    back = upsample(pooled, factor, method) > 0.5 + 1e-9  # a half is not above one half, whatever the rounding
    seen = mask[: len(back), : len(back)]
    return pooled, back, float(np.sum(seen & back) / np.sum(seen | back))


def compare(mask, back):
    """Return RGB: what both hold white, what only the mask holds red, what only `back` holds blue."""
    rgb = np.zeros((*back.shape, 3))
    seen = mask[: len(back), : len(back)]
    rgb[seen & back] = 1
    rgb[seen & ~back] = to_rgb(ERROR)
    rgb[back & ~seen] = to_rgb(INPUT)
    return rgb
