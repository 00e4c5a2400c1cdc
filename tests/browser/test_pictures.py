"""What the browser paints is what Matplotlib draws: every explorer, and figures made to be difficult."""

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from course_lib.kit.explorer.explorer import Explorer, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, NumberGrid, fit_cells, style
from course_lib.kit.stage.widget import View
from course_lib.kit.sweep.walk import every_explorer
from tests.browser.bare_page import (
    blurred,
    by_matplotlib,
    open_bare_page,
    painted,
    share_different,
    show_change,
    show_whole,
)

pytestmark = pytest.mark.browser

# Text, slanted edges and the borders of scaled pixels are smoothed a little differently by the two. On a screen of
# double density Matplotlib also snaps lines to half the pixels that the stage, drawn for one density, snapped them to.
ALLOWED = {1: 0.005, 2: 0.03}
LOST = 5  # of 255, in the middle over all pixels, by what a slow line takes from photographs


@pytest.fixture(scope="module")
def page(browser):
    page = open_bare_page(browser)
    yield page
    page.close()


@pytest.mark.parametrize("explorer_class", every_explorer(), ids=lambda cls: cls.__name__)
def test_every_explorer_is_painted_as_matplotlib_draws_it(page, explorer_class):
    explorer, view, messages = opened(page, explorer_class)
    settings = {"default": explorer.start} | {name: preset.values for name, preset in explorer.presets.items()}
    for name, values in settings.items():
        explorer.apply({**explorer.defaults(), **values})
        view.push()
        show_change(page, *messages.pop())  # as a reader gets there: by what changed, not by a whole new scene
        # By another explorer: to draw this one whole would tell its stage of what `update` forgot to tell.
        share = share_different(painted(page), by_matplotlib(explorer_class(**values)))
        assert share <= ALLOWED[1], f"{name}: {share:.2%} of the pixels differ"


@pytest.mark.parametrize("explorer_class", every_explorer(), ids=lambda cls: cls.__name__)
def test_a_screen_of_double_density_shows_the_same_picture_sharper(page, explorer_class):
    explorer = explorer_class()
    show_whole(page, View(explorer))
    share = share_different(painted(page, density=2), by_matplotlib(explorer, density=2))
    assert share <= ALLOWED[2], f"{share:.2%} of the pixels differ"


@pytest.mark.parametrize("explorer_class", every_explorer(), ids=lambda cls: cls.__name__)
def test_over_a_slow_line_the_picture_is_nearly_the_same_and_after_a_pause_the_same(page, explorer_class):
    explorer, view, messages = opened(page, explorer_class)
    values = list(explorer.presets.values())[-1].values
    request = {"set": {**explorer.defaults(), **values}, "far": True}
    view._receive(request, [])
    show_change(page, *messages.pop())
    first = painted(page)
    view._receive(request | {"fine": True}, [])
    show_change(page, *messages.pop())
    whole = painted(page)
    assert np.abs(first.astype(float) - whole).mean() < LOST
    share = share_different(whole, by_matplotlib(explorer_class(**values)))
    assert share <= ALLOWED[1], f"{share:.2%} of the pixels differ"


def opened(page, explorer_class):
    """Show an explorer in the page; return it, its view, and the list that will hold the view's messages."""
    explorer = explorer_class()
    view = View(explorer)
    messages = sent_by(view)
    show_whole(page, view)
    return explorer, view, messages


def sent_by(view):
    """Return the list that the view's messages will be put into, instead of going to a browser."""
    messages = []
    view.send = lambda content, buffers: messages.append((content, buffers))
    return messages


# ---- what Matplotlib can draw, one figure for each kind


def lines(axes):
    x = np.linspace(0, 10, 200)
    axes.plot(x, np.sin(x), "--", lw=3, color=INPUT)
    axes.plot(x, np.where(abs(x - 5) < 1, np.nan, np.cos(x)), "-.", alpha=0.5, clip_on=False)
    axes.set_ylim(-0.7, 0.7)  # what lies beyond is cut off, but for the second line
    return axes.plot(x[::20], np.sin(x[::20]), "s:", mfc="white", mec=ERROR, ms=11, mew=2)


def a_long_line(axes):
    """More corners than are stroked at once, with gaps and with corners that only joins make round."""
    rng = np.random.default_rng(3)
    y = np.where(np.arange(60_000) % 7000 < 200, np.nan, rng.normal(size=60_000))
    axes.set_ylim(-4, 12)
    wave = 8 + 2.5 * np.sin(np.arange(1500)) * np.sin(np.arange(1500) / 40)
    return [*axes.plot(np.linspace(0, 10, 60_000), y), *axes.plot(np.linspace(0, 10, 1500), wave, lw=6, color=INPUT)]


def scatter(axes):
    rng = np.random.default_rng(0)
    kind = {"sizes": rng.uniform(10, 300, 40), "c": rng.random(40), "cmap": "viridis", "edgecolors": "black"}
    return [axes.scatter(*rng.random((2, 40)), alpha=0.6, **kind), axes.plot(*rng.random((2, 9)), "*", ms=16)[0]]


def bars_and_patches(axes):
    bars = axes.bar(range(4), [3, 1, 2, 4], color=[INPUT, ERROR, "gray", "black"], edgecolor="k")
    axes.axvspan(1, 2.4, color="gold", alpha=0.4)
    arrow = axes.annotate("peak", (3, 4), (1, 4.4), arrowprops={"arrowstyle": "->", "lw": 2})
    axes.set_ylim(0, 5)
    return [*bars, arrow, axes.fill_between([0, 3], [0, 1], [2, 2], alpha=0.3)]


def hatching(axes):
    axes.barh([1], [2], hatch="//", facecolor="none", edgecolor="k")
    return axes.bar([0, 1], [1, 2], hatch="x", facecolor="w", edgecolor=INPUT)


def images(axes):
    picture = np.random.default_rng(1).random((16, 24))
    axes.set(xlim=(-1, 50), ylim=(40, -1))
    rgba = np.dstack([picture, picture.T.repeat(2, 0)[:16, :16].repeat(2, 1)[:, :24], picture, picture])
    masked = np.ma.masked_less(picture, 0.3)
    return [
        axes.imshow(picture, cmap="gray", extent=(0, 24, 16, 0)),
        axes.imshow(rgba, extent=(25, 49, 16, 0)),
        axes.imshow(masked, extent=(0, 24, 36, 20), cmap="coolwarm", alpha=0.7),
        axes.imshow(picture, extent=(25, 49, 20, 36), interpolation="bilinear", origin="lower"),
    ]


def mesh(axes):
    return [axes.pcolormesh(np.random.default_rng(2).random((6, 9)), cmap="cividis")]


def texts(axes):
    axes.set_title("left: äöü ∑ → −1", loc="left")
    axes.set_ylabel(r"$\sum_k x_k^2$ [m/s]")
    return [
        axes.text(0.1, 0.2, "two\nlines", fontsize=20, bbox={"facecolor": "w", "edgecolor": INPUT}),
        axes.text(0.5, 0.5, "rotated", rotation=30, color=ERROR, weight="bold"),
        axes.text(0.2, 0.8, r"$\frac{i + 2p - k}{s} + 1$", fontsize=18),
    ]


def numbers(axes):
    grid = NumberGrid(axes)
    grid.show(np.arange(12).reshape(3, 4), faces=[["white", "black", INPUT, ERROR]] * 3)
    fit_cells(axes, 3, 4)
    return [grid]


def clipped_by_a_circle(axes):
    from matplotlib.patches import Circle

    image = axes.imshow(np.eye(20), extent=(0, 1, 0, 1))
    image.set_clip_path(Circle((0.5, 0.5), 0.4, transform=axes.transData))
    return [image]


KINDS = [lines, a_long_line, scatter, bars_and_patches, hatching, images, mesh, texts, numbers, clipped_by_a_circle]


class Drawn(Explorer):
    """Shows what a plain function draws; what moves is what the function returns."""

    controls = {"n": Number(1, 1, 9, label="number")}
    presets = {}

    def __init__(self, kind, moving=True):
        self.kind, self.is_moving = kind, moving
        super().__init__()

    def compute(self, n):
        return None

    def draw(self, figure, r):
        artists = self.kind(figure.add_axes((0.1, 0.15, 0.85, 0.72)))
        if self.is_moving:
            self.artists = artists

    def update(self, r):
        pass

    def describe(self, r):
        return f"picture {r.n}"

    def code(self, n):
        return f"result = {n}"


@pytest.mark.parametrize("moving", [True, False], ids=["moving", "still"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_artist_is_painted_as_matplotlib_draws_it(page, kind, moving):
    explorer = Drawn(kind, moving)
    show_whole(page, View(explorer))
    share = share_different(painted(page), by_matplotlib(explorer))
    assert share <= ALLOWED[1], f"{share:.2%} of the pixels differ"


def between_two_sides(axes):
    """A line that goes to and fro across the whole picture, a bit higher each time."""
    axes.set(xlim=(0, 1), ylim=(0, 60))
    turns = np.random.default_rng(0).uniform(0, 0.05, 3000)
    across = np.arange(3000) % 60 == 0  # one stretch in sixty crosses the middle
    x = np.where(np.cumsum(across) % 2, turns, 1 - turns)
    return axes.plot(x, np.linspace(1, 59, 3000), color="black", lw=1.5)


def strokes(picture):
    """Return how often the middle column goes from light to dark."""
    middle = picture.shape[1] // 2
    dark = blurred(picture[:, middle - 1 : middle + 2])[20:-20, 1].mean(axis=-1) < 200
    return int((dark[1:] & ~dark[:-1]).sum())


def test_no_stretch_of_a_long_line_is_lost_where_its_pieces_meet(page, monkeypatch):
    monkeypatch.setitem(matplotlib.rcParams, "path.simplify", False)
    for shift in range(0, 60, 7):  # wherever the pieces begin
        explorer = Drawn(lambda axes, shift=shift: [_later(between_two_sides(axes)[0], shift)])
        show_whole(page, View(explorer))
        assert strokes(painted(page)) == strokes(by_matplotlib(explorer)) > 40


def _later(line, shift):
    line.set_data(line.get_xdata()[shift:], line.get_ydata()[shift:])
    return line


def test_the_comparison_sees_a_missing_label_and_a_misplaced_line(page):
    """The test of the test: what a reader would notice must count as different."""
    explorer = Drawn(texts)
    show_whole(page, View(explorer))
    right = by_matplotlib(explorer)
    explorer.moving[0].set_visible(False)
    assert share_different(by_matplotlib(explorer), right) > ALLOWED[1]
    explorer = Drawn(lines)
    right = by_matplotlib(explorer)
    explorer.moving[0].set_ydata(explorer.moving[0].get_ydata() + 0.1)
    assert share_different(by_matplotlib(explorer), right) > ALLOWED[1]


# ---- what changes, and what is sent then


class Layered(Explorer):
    """A still line above a moving disc, an artist that is switched off, limits that follow."""

    controls = {"n": Number(1, 1, 9, label="number")}
    presets = {"two": Preset({"n": 2}, "The disc is at 2.", lambda r: r.n == 2)}

    def compute(self, n):
        return None

    def draw(self, figure, r):
        self.axes = figure.add_axes((0.1, 0.15, 0.85, 0.72))
        self.axes.set(xlim=(0, 10), ylim=(0, 2))
        self.axes.axhline(1, color="black", lw=8, zorder=5)
        (self.disc,) = self.axes.plot([1], [1], "o", ms=60, color="#ff0000", zorder=2)
        self.note = self.axes.text(9, 1.8, "nine")

    def update(self, r):
        self.disc.set_xdata([r.n])
        self.note.set_visible(r.n == 9)
        if r.n >= 5:
            self.axes.set_xlim(0, 20)
        else:
            self.axes.set_xlim(0, 10)

    def describe(self, r):
        return f"the disc is at {r.n}"

    def code(self, n):
        return f"n = {n}"


def test_a_still_artist_stays_above_a_moving_one(page):
    explorer = Layered(n=4)
    show_whole(page, View(explorer))
    picture = painted(page)
    x, y = explorer.axes.transData.transform((4, 1))
    row, column = int(400 - y), int(x)
    assert tuple(picture[row, column]) == (0, 0, 0)
    assert tuple(picture[row + 15, column] / 255) == to_rgb("#ff0000")


def test_only_what_changed_is_sent(page):
    explorer = Layered()
    view = View(explorer)
    messages = sent_by(view)
    show_whole(page, view)

    explorer.set(n=2)
    view.push()
    content, buffers = messages[-1]
    assert "still" not in content
    assert list(content["layers"]) == ["0"]
    assert len(buffers) == 1
    show_change(page, content, buffers)

    explorer.apply({"n": 9})  # the limits and ticks change, and the note appears
    view.push()
    content, buffers = messages[-1]
    assert "still" in content
    assert list(content["layers"]) == ["0", "1"]
    assert content["glyphs"], "new letters travel with the text that needs them"
    show_change(page, content, buffers)
    assert share_different(painted(page), by_matplotlib(explorer)) <= ALLOWED[1]

    explorer.apply({"n": 9})
    view.push()
    assert messages[-1][0]["layers"] == {}
    assert "still" not in messages[-1][0]

    explorer.apply({"n": 3})  # back: limits as before, the note switched off
    view.push()
    show_change(page, *messages[-1])
    assert share_different(painted(page), by_matplotlib(explorer)) <= ALLOWED[1]


def test_a_figure_that_was_never_an_explorer_can_be_staged():
    """The stage asks for a figure and its moving artists, and for nothing else."""
    from course_lib.kit.stage.stage import Stage

    with style():
        figure = Figure(figsize=(4, 3), dpi=100)
        (line,) = figure.subplots().plot([0, 1])
    stage = Stage(figure, [line])
    assert stage.refresh() == (True, [0])
    assert stage.refresh() == (False, [])
