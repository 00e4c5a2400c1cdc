"""What the recorder writes down; that a browser paints it alike is tested in tests/browser."""

import json

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.figures import style
from course_lib.interactive.recorder import Recorder


@pytest.fixture
def axes():
    """Axes that fill a 400x200 figure, x from 0 to 4 and y from 0 to 2: 100 pixels a unit."""
    with style():
        axes = Figure(figsize=(4, 2), dpi=100).add_axes((0, 0, 1, 1), xlim=(0, 4), ylim=(0, 2))
    return axes


def recorded(artist):
    """Return (operations, their data) of one artist on a 400x200 figure."""
    layer = Recorder(400, 200, 100).record(artist)
    json.dumps(layer.ops)  # travels as JSON
    return layer


def vertices(layer, op):
    return np.frombuffer(layer.data, "<f4", 2 * op["n"], op["at"]).reshape(-1, 2)


def codes(layer, op):
    return np.frombuffer(layer.data, "u1", op["n"], op["codes"]).tolist()


def test_a_line_is_in_pixels_with_y_down(axes):
    (line,) = axes.plot([1, 2, 3.5], [0.25, 1, 1.5], "--", lw=3.6, color="#0072B2")
    layer = recorded(line)
    (op,) = layer.ops
    assert op["k"] == "path"
    assert vertices(layer, op).tolist() == [[100, 175], [200, 100], [350, 50]]
    assert codes(layer, op) == [1, 2, 2]
    assert op["stroke"] == "#0072b2ff"
    assert op["fill"] is None
    assert op["width"] == pytest.approx(3.6 * 100 / 72)
    assert op["dash"] == pytest.approx([3.7 * 5, 1.6 * 5])  # Matplotlib's dashes in units of the line width, 5 pixels
    assert op["clip"] == [0, 0, 400, 200]


def test_a_gap_in_a_line_lifts_the_pen(axes):
    (line,) = axes.plot([1, 2, np.nan, 3, 3.5], [1, 1.5, 1, 1, 0.5])
    layer = recorded(line)
    assert codes(layer, layer.ops[0]) == [1, 2, 1, 2]


def test_a_long_line_is_thinned_to_what_a_screen_can_show(axes):
    x = np.linspace(0, 4, 200_000)
    (line,) = axes.plot(x, 1 + np.sin(50 * x) / 2)
    assert recorded(line).ops[0]["n"] < 20_000


def test_level_edges_are_snapped_to_whole_pixels(axes):
    patch = axes.add_patch(Rectangle((1.002, 0.503), 1, 1, facecolor="red", edgecolor="none"))
    layer = recorded(patch)
    assert vertices(layer, layer.ops[0])[:4].tolist() == [[100, 150], [200, 150], [200, 50], [100, 50]]


def test_markers_are_one_shape_and_their_places(axes):
    (line,) = axes.plot([1, 2, 3], [1, 1, 1.5], "s", ms=7.2, mfc="white", mec="black")
    layer = recorded(line)
    (op,) = layer.ops
    assert op["k"] == "markers"
    assert np.frombuffer(layer.data, "<f4", 2 * op["m"], op["places"]).reshape(-1, 2).tolist() == [
        [100, 100],
        [200, 100],
        [300, 50],
    ]
    assert op["fill"] == "#ffffffff"
    assert np.ptp(vertices(layer, op), axis=0).tolist() == [10, 10]


@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_a_grey_image_travels_in_its_own_size_with_8_bits_and_its_top_row_first(axes, origin):
    look = {"cmap": "gray", "interpolation": "none", "aspect": "auto", "origin": origin}
    image = axes.imshow([[0, 1, 2], [3, 4, 5]], extent=(0, 3, 0, 2), **look)
    axes.set(xlim=(0, 4), ylim=(0, 2))
    layer = recorded(image)
    (op,) = layer.ops
    assert (op["w"], op["h"], op["channels"]) == (3, 2, 1)
    assert op["box"] == [0, 0, 300, 200]
    rows = np.frombuffer(layer.data, "u1", 6, op["at"]).reshape(2, 3)
    top = [0, 51, 102] if origin == "upper" else [153, 204, 255]
    assert rows[0].tolist() == top


def test_a_coloured_image_travels_as_rgba_with_its_alpha(axes):
    image = axes.imshow([[0, 1]], cmap="viridis", alpha=0.5, extent=(0, 4, 0, 2))
    (op,) = recorded(image).ops
    assert op["channels"] == 4
    assert op["alpha"] == 0.5


def test_hatching_falls_back_to_the_pixels_that_it_touches(axes):
    patch = axes.add_patch(Rectangle((1, 0.5), 1, 1, hatch="//", facecolor="none", edgecolor="k"))
    (op,) = recorded(patch).ops
    assert op["k"] == "image"
    left, top, width, height = op["box"]
    assert (left, top) == pytest.approx((99, 49), abs=1)
    assert (width, height) == pytest.approx((102, 102), abs=2)


def test_a_letter_travels_once_and_text_refers_to_it(axes):
    recorder = Recorder(400, 200, 100)
    text = axes.text(1, 1, "aba", fontsize=14.4)
    (op,) = recorder.record(text).ops
    assert op["glyphs"] == [0, 1, 0]
    assert len(recorder.glyphs) == 2
    assert op["scale"] == pytest.approx(14.4 * 100 / 72 / 100)
    assert (op["x"], op["y"]) == (100, 100)
    assert recorder.record(text).ops[0]["glyphs"] == [0, 1, 0]


def test_turned_text_and_formulas_are_outlines_too(axes):
    (op,) = recorded(axes.text(1, 1, "up", rotation=90)).ops
    assert op["angle"] == 90
    kinds = [op["k"] for op in recorded(axes.text(1, 1, r"$\frac{1}{2}$")).ops]
    assert kinds == ["text", "path"]  # the fraction bar


def test_what_is_invisible_leaves_nothing(axes):
    (line,) = axes.plot([1, 2], [1, 1])
    line.set_visible(False)
    assert recorded(line) == ([], b"")


def test_take_starts_anew(axes):
    recorder = Recorder(400, 200, 100)
    (line,) = axes.plot([1, 2], [1, 1])
    assert recorder.record(line) == recorder.record(line)
