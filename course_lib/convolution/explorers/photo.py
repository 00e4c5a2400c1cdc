"""A photograph through a kernel of nine numbers."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.convolution import KERNELS, convolve, cross_correlate
from course_lib.convolution.explorers._cells import listing, rows_of
from course_lib.convolution.explorers._photos import COLOR_PHOTOS, GREY_PHOTOS, colored
from course_lib.data import LUMA, grey
from course_lib.kit.explorer import Choice, Explorer, Grid, Preset, Switch
from course_lib.kit.figures import (
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    SIGNED,
    NumberGrid,
    caption,
    cell_colors,
    cell_frame,
    move_frame,
    panel,
    shape_text,
    signed_text,
)

DOT = "one bright pixel"
CUSTOM = "your own"
PHOTOS = (*GREY_PHOTOS, *COLOR_PHOTOS)


class Filtered(NamedTuple):
    image: np.ndarray  # (H, W) in [0, 1]
    used: np.ndarray  # (3, 3) as it is laid on the image
    output: np.ndarray  # (H - 2, W - 2)
    difference: float  # largest |convolution - correlation| of all pixels
    signed: bool  # the weights sum to 0 or less: shown around zero


class PhotoFilter(Explorer):
    """What do nine numbers do to a photograph?"""

    title = "Nine numbers and a photograph"
    size = (10, 4.3)
    controls = {
        "photo": Choice("camera", (*PHOTOS, DOT), label="image"),
        "kernel": Choice("Sobel x", (*KERNELS, CUSTOM), label="kernel"),
        "numbers": Grid(((1, 2, 3), (4, 5, 6), (7, 8, 9)), label='numbers of "your own" kernel'),
        "flip": Switch(False, label="turn the kernel by 180° (convolution)"),
    }
    presets = {
        "edges": Preset(
            {},
            "One 3×3 kernel finds the vertical edges: one layer is enough for that.",
            lambda r: r.signed and r.kernel == "Sobel x" and r.output.max() > 2 and r.output.min() < -2,
        ),
        "edges, convolved": Preset(
            {"flip": True},
            "Turned by 180 degrees, Sobel changes its sign: blue becomes red.",
            lambda r: r.flip and np.array_equal(r.used, -KERNELS["Sobel x"]) and r.difference > 2,
        ),
        "blur": Preset(
            {"photo": "grass", "kernel": "Gaussian blur"},
            "A symmetric kernel does not mind: convolution and correlation give the same picture.",
            lambda r: r.kernel == "Gaussian blur" and r.difference < 1e-12,
        ),
        "your own edge": Preset(
            {"photo": "brick", "kernel": CUSTOM, "numbers": ((-1, 0, 0), (0, 0, 0), (0, 0, 1))},
            "Two numbers are an edge detector: the pixel at the lower right minus the one at the upper left.",
            lambda r: np.allclose(r.output, r.image[2:, 2:] - r.image[:-2, :-2]),
        ),
        "correlation prints it backwards": Preset(
            {"photo": DOT, "kernel": CUSTOM},
            "A bright pixel under the numbers 1 to 9 comes out as 9 to 1.",
            lambda r: r.output.max() == 9 and r.output[1:4, 1:4].ravel().tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1],
        ),
        "convolution prints the kernel": Preset(
            {"photo": DOT, "kernel": CUSTOM, "flip": True},
            "Convolution prints the kernel itself: 1 to 9.",
            lambda r: r.output.max() == 9 and r.output[1:4, 1:4].ravel().tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ),
    }

    def compute(self, photo, kernel, numbers, flip):
        image = _image(photo)
        weights = tuple(map(tuple, numbers if kernel == CUSTOM else KERNELS[kernel]))
        outputs = _outputs(photo, weights)
        used = np.array(weights, dtype=float)
        used = used[::-1, ::-1] if flip else used
        difference = float(np.abs(outputs[0] - outputs[1]).max())
        return Filtered(image, used, outputs[flip], difference, signed=bool(used.sum() <= 1e-9))

    def draw(self, figure, r):
        self.input, self.output = (
            panel(figure, left, 0.45, 3.3, 3.3).imshow(np.zeros((2, 2))) for left in (0.15, 5.75)
        )
        middle = panel(figure, 3.6, 1.1, 2.0, 2.0)
        self.grid = NumberGrid(middle, fontsize=13)
        middle.set(xlim=(-0.6, 2.6), ylim=(2.6, -0.6))
        move_frame(cell_frame(middle, KERNEL), 0, 0, 3, 3)
        strip = panel(figure, 9.45, 0.75, 0.18, 2.7)
        self.strip = strip.imshow(np.linspace(1, 0, 64)[:, None], aspect="auto", vmin=0, vmax=1)
        self.ends = [caption(figure, 9.54, y, ha="center", fontsize=11) for y in (3.53, 0.52)]
        places = {"input": (1.8, INPUT), "kernel": (4.6, KERNEL_INK), "output": (7.4, OUTPUT_INK)}
        self.titles = {name: caption(figure, x, 3.93, ha="center", color=color) for name, (x, color) in places.items()}
        self.range = caption(figure, 7.4, 0.14, ha="center", fontsize=11)

    def update(self, r):
        low, high = _scale(r)
        colormap = SIGNED if r.signed else "gray"
        _place(self.input, _input_pixels(r.photo))
        _place(self.output, colored(r.output, colormap, low, high))
        self.strip.set_cmap(colormap)
        for text, value, sign in zip(self.ends, (high, low), "≥≤"):
            text.set_text(f"{sign} {value:.2g}".replace("-", "−"))
        size = 13 if np.array_equal(r.used, r.used.round()) else 11
        self.grid.show(r.used, faces=cell_colors((3, 3), (KERNEL, 0.5, np.ones((3, 3)))), fontsize=size)
        self.titles["input"].set_text(f"{r.photo}, {shape_text(r.image)}")
        turned = ", turned 180°" if r.flip else ""
        self.titles["kernel"].set_text(f"{_short(r.kernel)}{turned}")
        self.titles["output"].set_text(f"output {shape_text(r.output)}")
        self.range.set_text(f"values from {signed_text(r.output.min())} to {signed_text(r.output.max())}")

    def describe(self, r):
        name = "convolution" if r.flip else "correlation"
        weights = rows_of(r.used) if r.kernel == CUSTOM else r.kernel + (" turned by 180 degrees" * r.flip)
        same = "the same picture" if r.difference < 1e-9 else f"pictures that differ by up to {r.difference:.3f}"
        return (
            f"{r.photo} through {weights} ({name}): {shape_text(r.image)} -> {shape_text(r.output)}, values from "
            f"{r.output.min():.3f} to {r.output.max():.3f}. Convolution and correlation give {same}."
        )

    def code(self, photo, kernel, numbers, flip):
        image = {DOT: "np.pad([[1.0]], 3)  # one bright pixel in 7 x 7"}.get(photo, f'data.image("{photo}")')
        image += f" @ {LUMA}  # grey" if photo in COLOR_PHOTOS else ""
        weights = f"np.array({listing(numbers)})" if kernel == CUSTOM else f'KERNELS["{kernel}"]'
        turned = "[::-1, ::-1]" if flip else ""
        return f"""\
import cv2
import numpy as np
import torch
from course_lib import data
from course_lib.convolution import KERNELS, convolve, cross_correlate

image = {image}
weights = {weights}
output = {"convolve" if flip else "cross_correlate"}(image, weights)
difference = np.abs(convolve(image, weights) - cross_correlate(image, weights)).max()

used = np.array(weights{turned}, dtype=float)
same = torch.nn.functional.conv2d(torch.tensor(image)[None, None], torch.tensor(used)[None, None])
assert np.allclose(output, same[0, 0])
assert np.allclose(output, cv2.filter2D(image, -1, used)[1:-1, 1:-1])  # the border left out"""


@lru_cache
def _image(photo):
    return np.pad([[1.0]], 3) if photo == DOT else grey(photo)


@lru_cache
def _input_pixels(photo):
    return colored(_image(photo), "gray", 0, 1)


@lru_cache(maxsize=64)
def _outputs(photo, weights):
    """Return correlation and convolution of a photo with (3, 3) weights."""
    image = _image(photo)
    weights = np.array(weights, dtype=float)
    return cross_correlate(image, weights), convolve(image, weights)


def _place(artist, image):
    """Show an image in the middle of its square axes, as large as fits."""
    height, width = image.shape[:2]
    artist.set_data(image)
    if artist.get_extent() != [-0.5, width - 0.5, height - 0.5, -0.5]:
        artist.set_extent((-0.5, width - 0.5, height - 0.5, -0.5))
        side = max(height, width) / 2
        artist.axes.set(xlim=(width / 2 - 0.5 - side, width / 2 - 0.5 + side))
        artist.axes.set(ylim=(height / 2 - 0.5 + side, height / 2 - 0.5 - side))


def _scale(r):
    """Return the values shown as the darkest and the brightest colour."""
    largest = float(np.abs(r.output).max()) or 1.0
    if r.signed:
        return -largest / 2, largest / 2  # few pixels come near the largest: half of it shows the rest better
    # A white area comes out as the sum of the weights; one pixel alone does not get there.
    return 0, largest if r.photo == DOT else float(r.used.sum())


def _short(name):
    return {"one-sided difference": "difference"}.get(name, name)
