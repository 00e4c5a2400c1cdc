"""How the cost of a move grows: with the explorers on a page, the pixels of a picture, the points of a line."""

import functools
import statistics
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Explorer, Number, Preset
from tools.bench.browser import drive

EXPLORERS = (1, 5, 20)
SIDES = (128, 256, 512, 1024)
POINTS = (10**2, 10**3, 10**4, 10**5, 10**6)
PRESSES = 12


class Cost(NamedTuple):
    """What one size costs; milliseconds are medians."""

    kind: str
    size: int
    painted: float  # milliseconds from key press to painted pixels
    kernel: float  # of them in the kernel
    paint: float  # from the kernel's answer until the pixels are on the screen
    kilobytes: float  # received


# ---- what is measured


class _Shifted(Explorer):
    """How long does a move take when there is so much to show?"""

    size = (9, 4)
    amount = 100
    controls = {"shift": Number(0, 0, 40, label="shift")}
    presets = {"far": Preset({"shift": 40}, "As far as it goes.", lambda r: r.shift == 40)}

    def compute(self, shift):
        return None

    def draw(self, figure, r):
        self.axes = figure.add_axes((0.06, 0.1, 0.92, 0.86))
        self.artists(r)

    def describe(self, r):
        return f"shift {r.shift}, size {self.amount}"

    def code(self, shift):
        return f"shift = {shift}"


class _Line(_Shifted):
    def artists(self, r):
        self.axes.set(xlim=(0, 1), ylim=(-3.5, 3.5))
        (self.line,) = self.axes.plot(*line(self.amount, r.shift))

    def update(self, r):
        self.line.set_ydata(line(self.amount, r.shift)[1])


class _Map(_Shifted):
    def artists(self, r):
        self.axes.set_axis_off()
        self.image = self.axes.imshow(self.picture(r.shift), cmap="cividis", vmin=-1, vmax=1)

    def update(self, r):
        self.image.set_data(self.picture(r.shift))

    def picture(self, shift):
        across = np.linspace(0, 20, self.amount)
        return np.sin(across + shift / 6) * np.cos(across)[:, None]


class _Photograph(_Map):
    def picture(self, shift):
        return np.roll(noise((self.amount, self.amount, 3)), shift, axis=1)


@functools.lru_cache(maxsize=2)
def noise(shape):
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


@functools.lru_cache(maxsize=2)
def _steps(points):
    return np.linspace(0, 1, points), np.random.default_rng(0).normal(0, 0.4, points)


def line(points, shift):
    """Return x and y of a noisy wave: nothing in it is straight, so nothing can be left out for nothing."""
    x, rough = _steps(points)
    return x, np.sin(30 * x + shift / 6) + rough


def lines_of(points):
    return type("Line", (_Line,), {"amount": points, "__doc__": _Shifted.__doc__})()


def map_of(side):
    return type("Map", (_Map,), {"amount": side, "__doc__": _Shifted.__doc__})()


def photograph_of(side):
    return type("Photograph", (_Photograph,), {"amount": side, "__doc__": _Shifted.__doc__})()


# ---- measuring it

KINDS = {  # name -> (what makes it, its argument: how many of what grows)
    "points of a line": ("lines_of", {points: points for points in POINTS}),
    "pixels of a picture in a colour map": ("map_of", {side: side**2 for side in SIDES}),
    "pixels of a photograph, RGB noise": ("photograph_of", {side: side**2 for side in SIDES}),
}


def measure(stand, repetitions):
    """Yield a `Cost` for each size of each kind."""
    from tools.bench.browser.stand import WARM, ready

    for count in EXPLORERS:
        cells = [WARM, *["from tools.bench.browser.reference import Reference\nlog.watch(Reference())"] * count]
        with stand.notebook(*cells, name="growth") as lab_page:
            page = lab_page.run_all().page
            page.locator(".course-explorer").nth(count - 1).wait_for(timeout=120_000)
            ready(page)
            drive.call(page, "start", "frame", count // 2)
            slider = page.locator(".course-explorer").nth(count // 2).locator("input[type=range]").first
            yield _cost(stand, page, slider, "explorers on the page", count, repetitions)
    with stand.notebook(WARM, "", name="growth") as lab_page:
        from tools.bench.browser.explorers import show

        page = lab_page.page
        stand.run(page, 0)
        for kind, (name, sizes) in KINDS.items():
            for argument, size in sizes.items():
                show(page, f"from tools.bench.browser.growth import {name}\nlog.watch({name}({argument}))")
                slider = page.locator(".course-explorer input[type=range]").first
                yield _cost(stand, page, slider, kind, size, repetitions)


def _cost(stand, page, slider, kind, size, repetitions):
    slider.scroll_into_view_if_needed()
    slider.focus()
    for _ in range(3):  # to be warm
        drive.press(page, "ArrowRight")
    stand.log.new()
    seen = []
    for step in range(PRESSES * repetitions):
        drive.pause()
        seen.append(drive.press(page, "ArrowLeft" if step % 2 else "ArrowRight"))
    seen = [press for press in seen if press is not None]
    kernel = [1000 * said["kernel"] for said in stand.log.new()]
    middle = lambda name: statistics.median(getattr(press, name) for press in seen)  # noqa: E731
    return Cost(kind, size, middle("painted"), statistics.median(kernel), middle("painting"), middle("received") / 1000)


def exponent(costs):
    """Return how the time grows from the second largest size to the largest: 1 is linear, 0 not at all.

    >>> exponent([Cost("", 10, 5, 0, 0, 0), Cost("", 100, 50, 0, 0, 0)])
    1.0
    """
    before, last = costs[-2:]
    return float(np.log(last.painted / before.painted) / np.log(last.size / before.size))
