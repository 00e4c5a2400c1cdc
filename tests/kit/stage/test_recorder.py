"""What the recorder writes down; that a browser paints it alike is tested in tests/browser."""

import json

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from course_lib.kit.figures import style
from course_lib.kit.stage.recorder import Recorder, color_table, pixels


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


@pytest.mark.parametrize("points", [1000, 30_000, 300_000])
@pytest.mark.parametrize("kind", ["noise", "wave", "walk", "spikes"])
def test_thinning_does_not_change_the_picture(axes, rng, kind, points):
    """Agg draws the thinned line as it draws the whole one, pixel by pixel."""
    x = np.linspace(0, 4, points)
    noise = rng.normal(size=points)
    y = {
        "noise": 1 + noise / 4,
        "wave": 1 + 0.9 * np.sin(20 * x),
        "walk": 1 + np.cumsum(noise) / np.sqrt(points) / 2,
        "spikes": 1 + np.where(rng.random(points) < 0.002, noise, 0) / 3,
    }[kind]
    (line,) = axes.plot(x, y, color="black")
    layer = recorded(line)
    (op,) = layer.ops
    assert op["n"] <= 20_000

    def drawn(path, transform, *, flipped):
        agg = RendererAgg(400, 200, 100)
        gc = agg.new_gc()
        gc.set_linewidth(line.get_linewidth())
        gc.set_joinstyle("round")
        gc.set_capstyle("projecting")
        gc.set_foreground("black")
        agg.draw_path(gc, path, transform)
        picture = np.asarray(agg.buffer_rgba())[..., 3].astype(int)
        return picture[::-1] if flipped else picture

    whole = drawn(line.get_path(), line.get_transform(), flipped=False)
    with matplotlib.rc_context({"path.simplify": False}):
        thin = drawn(Path(vertices(layer, op), codes(layer, op)), IdentityTransform(), flipped=True)
    assert (whole > 0).sum() > 400
    assert np.abs(whole - thin).max() <= 4  # of 255: coordinates travel as float32


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


def drawn_image(axes, values, **look):
    """Return (operation, what it shows) of an image and the RGBA that Matplotlib makes of it, row 0 on top."""
    image = axes.imshow(values, interpolation="none", extent=(0, 4, 0, 2), **look)
    layer = recorded(image)
    return layer.ops[0], pixels(*layer.ops, layer.data), image.to_rgba(values, bytes=True)


@pytest.mark.parametrize("cmap", ["viridis", "cividis", "RdBu_r"])
def test_a_picture_in_a_color_map_travels_with_8_bits_a_pixel_and_a_table(axes, rng, cmap):
    op, shown, theirs = drawn_image(axes, rng.random((40, 60)), cmap=cmap)
    assert op["channels"] == 1
    assert (shown == theirs).all()


def test_few_colors_keep_their_transparency(axes):
    op, shown, _ = drawn_image(axes, np.uint8([[[9, 8, 7, 0], [9, 8, 7, 128]], [[1, 2, 3, 255], [9, 8, 7, 128]]]))
    assert op["channels"] == 1
    assert shown.tolist() == [[[9, 8, 7, 0], [9, 8, 7, 128]], [[1, 2, 3, 255], [9, 8, 7, 128]]]


def test_greys_keep_their_transparency(axes):
    values = np.uint8([[[5, 5, 5, 0], [5, 5, 5, 128], [7, 7, 7, 255]]])
    assert drawn_image(axes, values)[1].tolist() == values.tolist()


def test_the_alpha_of_an_artist_travels_beside_its_pixels(axes):
    assert drawn_image(axes, [[0, 1]], cmap="viridis", alpha=0.5)[0]["alpha"] == 0.5


def test_a_photograph_travels_as_rgb_and_with_transparency_as_rgba(axes, rng):
    photo = rng.integers(0, 256, (30, 50, 3), dtype=np.uint8)
    op, shown, _ = drawn_image(axes, photo)
    assert op["channels"] == 3
    assert (shown[..., :3] == photo).all()
    assert (shown[..., 3] == 255).all()
    rgba = rng.integers(0, 256, (30, 50, 4), dtype=np.uint8)
    op, shown, _ = drawn_image(axes, rgba)
    assert op["channels"] == 4
    assert (shown == rgba).all()


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 3000])
def test_colors_are_counted_rightly(rng, count):
    colors = rng.choice(2**32, size=count, replace=False).astype(np.uint32)
    image = np.resize(colors, (64, 64)).view(np.uint8).reshape(64, 64, 4)
    few = color_table(image)
    if count > 256:
        assert few is None
    elif few is not None:  # two colours may meet in one slot of the table: then the image travels as it is
        table, rows = few
        assert len(table) == count
        assert (table[rows] == image).all()


def test_two_colors_in_one_slot_of_the_table_are_noticed():
    slot = lambda color: (color * 2654435761 % 2**32) >> 14  # noqa: E731
    twin = next(color for color in range(2, 10**7) if slot(color) == slot(1))
    assert color_table(np.uint32([1, twin]).view(np.uint8).reshape(1, 2, 4)) is None


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


def test_a_font_that_changes_does_not_turn_one_text_into_another():
    """A font is the key of a cache. One that changed there took the entry of its equal with it, later, when it went."""
    recorder = Recorder(400, 300, 100)
    changing, steady = FontProperties(size=12), FontProperties(size=12)

    def letters(text, font):
        gc = recorder.new_gc()
        recorder.draw_text(gc, 10, 10, text, font, 0)
        recorder.get_text_width_height_descent(text, font, False)
        return len(recorder.take().ops[0]["glyphs"])

    letters("4", changing)
    changing.set_size(13)
    letters("4", steady)
    changing.set_size(12)
    width = recorder.get_text_width_height_descent("4", steady, False)
    for number in range(2000):  # more than either cache holds
        letters(f"text {number}", steady)
        assert letters("4", steady) == 1
        assert recorder.get_text_width_height_descent("4", steady, False) == width
