"""One figure shown in four ways, for `make bench-browser`: sums of sines as a line of 1000 points and an image.

It is 900x400 pixels. A patch of colour in its upper left corner names the setting, so that whoever watches the pixels
knows which picture is on the screen. A notebook's cell calls one of `WAYS`.
"""

import pathlib
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Explorer, Number, Preset

HERE = pathlib.Path(__file__).parent
X = np.linspace(-np.pi, np.pi, 1000)
X_IMAGE = np.linspace(-np.pi, np.pi, 128)
K, PHASE = (5, 1, 40), (0, 0, 39)  # start, lowest, highest of the two controls
LOOK = {"vmin": -1.5, "vmax": 1.5, "cmap": "viridis", "extent": (-np.pi, np.pi) * 2, "interpolation": "none"}
SIDE = 32  # of the patch, pixels


class Sums(NamedTuple):
    k: int
    phase: int
    square: np.ndarray  # (1000,) the square wave
    partial: np.ndarray  # (1000,) sum of its first k sines
    image: np.ndarray  # (128, 128) product of two such sums


def compute(k, phase):
    shift, odd = 2 * np.pi * phase / 40, 2 * np.arange(k) + 1
    partial, side = (4 / np.pi * (np.sin(np.outer(x + shift, odd)) / odd).sum(axis=1) for x in (X, X_IMAGE))
    return Sums(k, phase, np.sign(np.sin(X + shift)), partial, np.outer(side, side))


def patch_color(k, phase):
    return 6 * k / 255, 6 * phase / 255, 128 / 255


def build(figure, sums):
    """Draw everything; return what `put` moves."""
    from matplotlib.patches import Rectangle

    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.07, right=0.97, bottom=0.13, top=0.88, wspace=0.25)
    (square,) = left.plot(X, sums.square, color="0.6", label="square wave")
    (partial,) = left.plot(X, sums.partial, color="C0", label="partial sum")
    left.set(xlim=(-np.pi, np.pi), ylim=(-1.6, 1.6), xlabel="x", ylabel="f(x)")
    left.grid(True)
    left.legend(loc="upper right")
    title = left.set_title(f"k = {sums.k}, phase = {sums.phase}")
    image = right.imshow(sums.image, **LOOK)
    right.set(xlabel="x", ylabel="y", title="2-D partial sum")
    figure.colorbar(image, ax=right)
    width, height = figure.get_size_inches() * figure.dpi
    place = {"xy": (0, 1 - SIDE / height), "width": SIDE / width, "height": SIDE / height}
    patch = Rectangle(**place, transform=figure.transFigure, facecolor=patch_color(sums.k, sums.phase), linewidth=0)
    figure.add_artist(patch)
    return square, partial, title, image, patch


def put(moving, sums):
    square, partial, title, image, patch = moving
    square.set_ydata(sums.square)
    partial.set_ydata(sums.partial)
    image.set_data(sums.image)
    title.set_text(f"k = {sums.k}, phase = {sums.phase}")
    patch.set_facecolor(patch_color(sums.k, sums.phase))


class Reference(Explorer):
    """How many sines make a square wave?"""

    title = "Reference figure"
    controls = {"k": Number(*K, label="k"), "phase": Number(*PHASE, label="phase")}
    presets = {"one sine": Preset({"k": 1}, "One sine.", lambda sums: sums.k == 1)}

    def compute(self, k, phase):
        return compute(k, phase)

    def draw(self, figure, r):
        figure.set_layout_engine(None)  # the same margins as in the other ways
        self.parts = build(figure, r)

    def update(self, r):
        put(self.parts, r)

    def describe(self, r):
        return f"k = {r.k}, phase = {r.phase}"

    def code(self, k, phase):
        return f"k = {k}\nphase = {phase}"


# ---- the four ways


def _sliders():
    import ipywidgets

    wide = {"layout": ipywidgets.Layout(width="600px")}
    sliders = {"k": K, "phase": PHASE}
    return {
        name: ipywidgets.IntSlider(start, low, high, description=name, **wide)
        for name, (start, low, high) in sliders.items()
    }


def interact(log):
    """The usual way: `ipywidgets.interact` draws a new figure, and `plt.show` shows it."""
    import ipywidgets
    import matplotlib.pyplot as plt

    def show(k, phase):
        with log.move():
            build(plt.figure(figsize=(9, 4), dpi=100), compute(k, phase))
            plt.show()

    ipywidgets.interact(show, **_sliders())


def ipympl(log):
    """A figure that lives in the page: `%matplotlib widget`, `set_data` and `draw_idle`."""
    import ipywidgets
    import matplotlib.pyplot as plt

    with plt.ioff():
        figure = plt.figure(figsize=(9, 4), dpi=100)
    moving = build(figure, compute(K[0], PHASE[0]))
    figure.canvas.header_visible = False
    figure.canvas.draw = log.timed(figure.canvas.draw)  # these two follow later, when the page asks for the picture
    figure.canvas.get_diff_image = log.timed(figure.canvas.get_diff_image)
    sliders = _sliders()

    def show(change):
        with log.move():
            put(moving, compute(**{name: slider.value for name, slider in sliders.items()}))
            figure.canvas.draw_idle()

    for slider in sliders.values():
        slider.observe(show, "value")
    return ipywidgets.VBox([*sliders.values(), figure.canvas])


def stage(log):
    """The course's own stage."""
    return log.watch(Reference())


def in_javascript(log):
    """The least that is possible: the page computes and draws, the kernel does nothing."""
    import anywidget
    import matplotlib

    class Page(anywidget.AnyWidget):
        colors = (matplotlib.colormaps["viridis"](np.arange(256))[:, :3] * 255).round().astype(int).ravel()
        _esm = (HERE / "reference.js").read_text("utf-8").replace("COLORS", str(colors.tolist()))

    return Page()


WAYS = {
    "interact": ("`interact` + `plt.show`", interact),
    "ipympl": ("ipympl", ipympl),
    "stage": ("the stage of this course", stage),
    "javascript": ("JavaScript alone, no kernel", in_javascript),
}
