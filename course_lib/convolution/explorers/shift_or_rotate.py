"""Filter, then move the picture; or move it, then filter. Is it the same?"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.convolution import KERNELS, cross_correlate
from course_lib.convolution.explorers._photos import GREY_PHOTOS, colored, small_square, square_code
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import INPUT, MAGNITUDE, OUTPUT_INK, SIGNED

FILTERS = ("Sobel x", "Sobel y", "emboss", "Laplacian", "Gaussian blur", "one-sided difference")


class Moved(NamedTuple):
    moved: np.ndarray  # (n, n) the photograph, moved
    move_first: np.ndarray  # (n, n) moved, then filtered
    filter_first: np.ndarray  # (n, n) filtered, then moved
    difference: np.ndarray  # (n, n) |move_first - filter_first|
    largest: float  # of the difference


class ShiftOrRotate(Explorer):
    """Does it matter whether a picture is moved before or after the convolution?"""

    title = "Shift or rotate"
    size = (10, 3.6)
    controls = {
        "down": Number(0, -60, 60, label="shift down", unit="pixels"),
        "right": Number(0, -60, 60, label="shift right", unit="pixels"),
        "turns": Number(1, 0, 3, label="quarter turns"),  # counter-clockwise
        "kernel": Choice("Sobel x", FILTERS, label="kernel"),
        "photo": Choice("camera", GREY_PHOTOS, label="photograph"),
    }
    presets = {
        "a shift": Preset(
            {"down": 20, "right": 45, "turns": 0},
            "After a shift the two pictures are equal, pixel for pixel: the difference is 0.",
            lambda r: r.down and r.right and r.largest == 0,
        ),
        "a quarter turn": Preset(
            {},
            "After a quarter turn they are not: Sobel x finds other edges in a picture that lies on its side.",
            lambda r: r.turns == 1 and r.largest > 2,
        ),
        "half a turn": Preset(
            {"turns": 2},
            "Half a turn changes the sign of all edges: the difference is twice the largest of them.",
            lambda r: r.turns == 2 and np.isclose(r.largest, 2 * np.abs(r.filter_first).max()),
        ),
        "a symmetric kernel": Preset(
            {"kernel": "Gaussian blur"},
            "A kernel that a quarter turn does not change does not mind quarter turns: the difference is 0.",
            lambda r: r.turns == 1 and r.largest < 1e-12,
        ),
    }

    def compute(self, down, right, turns, kernel, photo):
        image = small_square(photo)[0]
        moved = _move(image, down, right, turns)
        move_first = _filter(moved, kernel)
        filter_first = _move(_filtered(photo, kernel), down, right, turns)
        difference = np.abs(move_first - filter_first)
        # Turning changes the order of the sums, hence 1e-16 where nothing differs.
        largest = float(difference.max().round(12))
        return Moved(moved, move_first, filter_first, difference, largest)

    def draw(self, figure, r):
        titles = ("moved", "move, then filter", "filter, then move", "difference")
        colors = (INPUT, OUTPUT_INK, OUTPUT_INK, "#333333")
        figure.get_layout_engine().set(w_pad=0.06, wspace=0)  # four pictures in a row, as large as fits
        panels = figure.subplots(1, 4, subplot_kw={"frame_on": False, "xticks": [], "yticks": []})
        self.images = [axes.imshow(np.zeros_like(r.moved)) for axes in panels]
        names = [axes.set_title(title, loc="center", color=color) for axes, title, color in zip(panels, titles, colors)]
        self.name = names[0]
        self.verdict = panels[3].set_xlabel("", labelpad=8, weight="bold")
        self.what = panels[0].set_xlabel("", labelpad=8, loc="left")

    def update(self, r):
        low, high, colormap = 0, 1, "gray"
        if KERNELS[r.kernel].sum() <= 0:
            high = float(np.abs(r.filter_first).max()) / 2
            low, colormap = -high, SIGNED
        self.images[0].set_data(colored(r.moved, "gray", 0, 1))
        self.images[1].set_data(colored(r.move_first, colormap, low, high))
        self.images[2].set_data(colored(r.filter_first, colormap, low, high))
        # The scale of the filtered pictures: dark is 0, bright is as strong as their edges.
        self.images[3].set_data(colored(r.difference, MAGNITUDE, 0, high))
        self.name.set_text(f"{r.photo}, moved")
        self.verdict.set_text("0 everywhere" if r.largest == 0 else f"up to {r.largest:.2f}")
        self.what.set_text(f"{_words(r)}; kernel {r.kernel}".replace("-", "−").replace("one−", "one-"))

    def describe(self, r):
        same = "the same picture" if r.largest == 0 else "another picture"
        return (
            f"{r.photo}, {_words(r)}, through {r.kernel}: filtering before or after gives {same}, "
            f"largest difference {r.largest:.3f}. The picture wraps round at its borders."
        )

    def code(self, down, right, turns, kernel, photo):
        return f"""\
import numpy as np
import torch
from course_lib import data
from course_lib.convolution import KERNELS

{square_code(photo)}
image = torch.tensor(square.mean(axis=(1, 3)).transpose(2, 0, 1))[None]  # (1, 1, n, n)
weight = torch.tensor(np.array(KERNELS["{kernel}"]))[None, None]

def filtered(x):  # the border wraps round, so that a shift loses nothing
    wrapped = torch.nn.functional.pad(x, (1, 1, 1, 1), mode="circular")
    return torch.nn.functional.conv2d(wrapped, weight)

def move(x):
    return torch.rot90(x.roll(({down}, {right}), dims=(2, 3)), {turns}, dims=(2, 3))

move_first, filter_first = filtered(move(image))[0, 0].numpy(), move(filtered(image))[0, 0].numpy()
largest = np.abs(move_first - filter_first).max().round(12)"""


def _filter(image, kernel):
    return cross_correlate(np.pad(image, 1, mode="wrap"), KERNELS[kernel])


@lru_cache
def _filtered(photo, kernel):
    return _filter(small_square(photo)[0], kernel)


def _move(image, down, right, turns):
    return np.rot90(np.roll(image, (down, right), axis=(0, 1)), turns)


def _words(r):
    turned = {0: "", 1: "turned by 90°", 2: "turned by 180°", 3: "turned by 270°"}[r.turns]
    shifted = f"shifted by {r.down} down and {r.right} right" if r.down or r.right else ""
    return " and ".join(filter(None, (shifted, turned))) or "not moved"
