"""A colour photograph through a bank of filters: as many maps as filters."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.convolution import KERNELS, cross_correlate
from course_lib.convolution.explorers._photos import COLOR_PHOTOS, colored, small_square, square_code
from course_lib.kit.explorer import Choice, Explorer, Number, Preset, Switch
from course_lib.kit.figures import (
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    REFERENCE,
    SIGNED,
    NumberGrid,
    caption,
    cell_colors,
    cell_frame,
    move_frame,
    panel,
    shape_text,
)

DIAGONAL = ((-2, -1, 0), (-1, 0, 1), (0, 1, 2))
# Name, weights of red, green and blue, and what happens over the nine pixels.
BANK = (
    ("Sobel x", (1, 1, 1), KERNELS["Sobel x"]),
    ("Sobel y", (1, 1, 1), KERNELS["Sobel y"]),
    ("red − green", (1, -1, 0), KERNELS["identity"]),
    ("Laplacian", (1, 1, 1), KERNELS["Laplacian"]),
    ("diagonal", (1, 1, 1), np.array(DIAGONAL)),
    ("blue − green", (0, -1, 1), KERNELS["identity"]),
    ("other diagonal", (1, 1, 1), np.array(DIAGONAL)[:, ::-1]),
    ("red Sobel x", (1, 0, 0), KERNELS["Sobel x"]),
    ("blue Sobel y", (0, 0, 1), KERNELS["Sobel y"]),
    ("dark − bright", (-1, -1, -1), KERNELS["identity"]),
)
WEIGHTS = np.array([np.multiply.outer(color, kernel) for _, color, kernel in BANK]) + 0.0  # (10, 3, 3, 3), no -0
PHOTOS = (*COLOR_PHOTOS, "motorcycle_left")


class Maps(NamedTuple):
    image: np.ndarray  # (3, n, n) in [0, 1]
    weight: np.ndarray  # (filters, 3, 3, 3)
    maps: np.ndarray  # (filters, n - 2, n - 2), after the ReLU if there is one
    chosen: int  # the filter that is looked at, from 1: the last one where `number` is not in the bank
    negative: float  # share of all values below 0, before the ReLU


class FeatureMaps(Explorer):
    """How many maps come out of a layer, and what does each of them show?"""

    title = "As many maps as filters"
    size = (10, 4.9)
    controls = {
        "filters": Number(8, 2, 10, label="number of filters"),
        "number": Number(3, 1, 10, label="filter to look at"),
        "relu": Switch(False, label="ReLU: negative values become 0"),
        "photo": Choice("astronaut", PHOTOS, label="photograph"),
    }
    presets = {
        "two filters": Preset(
            {"filters": 2, "number": 1},
            "Two filters, two maps. Each filter has 27 weights: nine for each colour.",
            lambda r: r.maps.shape[0] == r.weight.shape[0] == 2 and r.weight[0].size == 27,
        ),
        "ten filters": Preset(
            {"filters": 10, "number": 10},
            "Ten filters, ten maps; each map mixes all three colours.",
            lambda r: r.maps.shape[0] == r.weight.shape[0] == 10 and r.weight.shape[1] == 3,
        ),
        "rectified": Preset(
            {"filters": 10, "number": 10, "relu": True},
            "After the ReLU no value is negative; the last map, negative everywhere, is empty.",
            lambda r: r.relu and r.maps.min() == 0 and r.maps[-1].max() == 0 and len(r.maps) == 10,
        ),
        "one colour only": Preset(
            {"number": 8},
            "Filter 8 looks at red alone: its weights for green and blue are 0.",
            lambda r: r.chosen == 8 and r.weight[7, 0].any() and not r.weight[7, 1:].any(),
        ),
    }

    def compute(self, filters, number, relu, photo):
        maps = _all_maps(photo)[:filters]
        shown = np.maximum(maps, 0) if relu else maps
        return Maps(small_square(photo), WEIGHTS[:filters], shown, min(number, filters), float((maps < 0).mean()))

    def draw(self, figure, r):
        photo = panel(figure, 0.2, 2.2, 2.3, 2.3)
        self.photo = photo.imshow(np.zeros((2, 2, 3)), extent=(0, 1, 0, 1))
        self.photo_name = caption(figure, 1.35, 4.6, ha="center", color=INPUT)
        self.grids = []
        for place, color in enumerate(("red", "green", "blue")):
            axes = panel(figure, 0.1 + 0.88 * place, 0.35, 0.84, 0.84)
            self.grids.append(NumberGrid(axes, fontsize=11))
            move_frame(cell_frame(axes, KERNEL, width=2), 0, 0, 3, 3)
            axes.set(xlim=(-0.6, 2.6), ylim=(2.6, -0.6))
            caption(figure, 0.52 + 0.88 * place, 1.27, color, ha="center", fontsize=11)
        self.filter_name = caption(figure, 1.4, 1.66, ha="center", color=KERNEL_INK)
        self.maps, self.names, self.frames = [], [], []
        axes = panel(figure, 2.95, 0.4, 6.93, 3.53)
        for place in range(len(BANK)):
            left, bottom = place % 5 * 1.4, 2.2 - place // 5 * 2.2
            corners = (left, left + 1.33, bottom, bottom + 1.33)
            self.maps.append(axes.imshow(np.zeros((2, 2, 4)), extent=corners, aspect="auto"))
            self.names.append(axes.text(left + 0.66, bottom + 1.42, "", ha="center", fontsize=11))
            edge = cell_frame(axes, OUTPUT)
            edge.set(xy=(left, bottom), width=1.33, height=1.33, visible=True)
            self.frames.append(edge)
        axes.set(xlim=(0, 6.93), ylim=(0, 3.53))  # inches; imshow had moved them
        self.count = caption(figure, 6.4, 4.6, ha="center", color=OUTPUT_INK)

    def update(self, r):
        self.photo.set_data(r.image.transpose(1, 2, 0))
        self.photo_name.set_text(f"{r.photo.split('_')[0]}, {shape_text(r.image)}")
        for grid, weights in zip(self.grids, r.weight[r.chosen - 1]):
            grid.show(weights, faces=cell_colors((3, 3), (KERNEL, 0.5, weights != 0)))
        self.filter_name.set_text(f"weights of filter {r.chosen}")
        for place, (image, name, edge) in enumerate(zip(self.maps, self.names, self.frames)):
            there, chosen = place < len(r.maps), place + 1 == r.chosen
            image.set_visible(there)
            name.set(text=f"{place + 1} {BANK[place][0]}" if there else "", weight="bold" if chosen else "normal")
            # A filter that is not there leaves an empty place.
            edge.set(linewidth=4 if chosen else 1, edgecolor=OUTPUT if there else REFERENCE)
            edge.set_linestyle("-" if there else ":")
            if there:
                image.set_data(_colored_map(r.photo, r.relu, place))
        relu = ", after the ReLU" if r.relu else ", red above 0, blue below"
        self.count.set_text(f"{len(r.maps)} filters -> {len(r.maps)} maps, {shape_text(r.maps)}{relu}")

    def describe(self, r):
        chosen = r.maps[r.chosen - 1]
        nobody = "" if r.number == r.chosen else f" (there is no filter {r.number})"
        if r.relu:
            relu = f"The ReLU set {r.negative:.0%} of the values to 0"
        else:
            relu = f"Without a ReLU {r.negative:.0%} of the values are negative"
        return (
            f"{r.photo} {shape_text(r.image)} through {len(r.weight)} filters of 3×3×3: {len(r.maps)} maps of "
            f"{shape_text(chosen)}. {relu}. Filter {r.chosen}{nobody}, {BANK[r.chosen - 1][0]}: values from "
            f"{chosen.min():.2f} to {chosen.max():.2f}."
        )

    def code(self, filters, number, relu, photo):
        rectified = "\nmaps = np.maximum(maps, 0)" if relu else ""
        torch_relu = ".relu()" if relu else ""
        return f"""\
import numpy as np
import torch
from course_lib import data
from course_lib.convolution import cross_correlate
from course_lib.convolution.explorers.feature_maps import WEIGHTS

{square_code(photo)}
image = square.mean(axis=(1, 3)).transpose(2, 0, 1)  # half the size, channels first
weight = WEIGHTS[:{filters}]
maps = cross_correlate(image, weight){rectified}

same = torch.nn.functional.conv2d(torch.tensor(image)[None], torch.tensor(weight))[0]{torch_relu}
assert np.allclose(maps, same)"""


@lru_cache
def _all_maps(photo):
    return cross_correlate(small_square(photo), WEIGHTS)


@lru_cache(maxsize=64)
def _colored_map(photo, relu, place):
    """Return one map as RGBA, each on its own scale: half its largest value without ReLU is the deepest colour."""
    values = _all_maps(photo)[place]
    high = float(np.abs(values).max()) / 2
    return colored(np.maximum(values, 0) if relu else values, SIGNED, -high, high)
